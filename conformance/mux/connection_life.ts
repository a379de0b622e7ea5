/** Two connections and those who use them, in orders that fast-check's scheduler picks. @module */
import fc from "fast-check";
import { shutdownSocket } from "../../ffi/socket.ts";
import { SHUT_RDWR } from "../../ffi/socket_constants.ts";
import { Canceled, StreamClosed } from "../../lib/mux/errors.ts";
import type { Stream } from "../../lib/mux/stream.ts";
import { must, mustEqual } from "../rule.ts";
import { mustBecome } from "./waiting.ts";
import type { Connected, WriterFixture } from "./writer_fixture.ts";

/** How a stream is used, and how it ends: of itself, or after so many turns of its canceller. */
export interface StreamLife {
  readonly messages: readonly number[];
  readonly end: "in order" | "cancel" | "close";
  readonly endAt: number;
}

/** What happens to the connection itself. */
export type Fate = "nothing" | "stop here" | "stop there" | "failure";

/** Who takes part, and who goes next. */
export interface LifePlan {
  readonly socket: "unix" | "tcp";
  readonly streams: readonly StreamLife[];
  readonly fate: Fate;
  readonly fateAt: number;
  readonly scheduler: fc.Scheduler;
}

/** Every plan worth trying. */
export function lives(): fc.Arbitrary<LifePlan> {
  return fc.record({
    socket: fc.constantFrom("unix", "tcp"),
    streams: fc.array(
      fc.record({
        messages: fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 5 }),
        end: fc.constantFrom("in order", "in order", "cancel", "close"),
        endAt: fc.integer({ min: 0, max: 8 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    fate: fc.constantFrom<Fate>("nothing", "nothing", "stop here", "stop there", "failure"),
    fateAt: fc.integer({ min: 0, max: 15 }),
    scheduler: fc.scheduler(),
  });
}

/** How a receiver's last receive ended. */
type Ending = { readonly reason: unknown };

/** One stream, seen from both ends. */
interface Ends {
  readonly life: StreamLife;
  readonly near: Stream;
  readonly came: Uint8Array[];
  sent: number;
  ending: Ending | undefined;
  isReplyOver: boolean;
}

/** One life of a pair of connections. */
export class Life {
  readonly #fixture: WriterFixture;
  readonly #pair: Connected;
  readonly #plan: LifePlan;
  readonly #ends: Ends[] = [];

  constructor(fixture: WriterFixture, pair: Connected, plan: LifePlan) {
    this.#fixture = fixture;
    this.#pair = pair;
    this.#plan = plan;
  }

  /** Lives to the end. @throws {Broken} when somebody waits for ever, or was told wrong. */
  async run(): Promise<void> {
    const { streams, scheduler } = this.#plan;
    let error: unknown;
    let isOver = false;
    const all = Promise.all([...streams.map((life) => this.#use(life)), this.#meetFate()])
      .catch((thrown: unknown) => error = thrown ?? new Error("nothing"));
    void all.then(() => isOver = true);
    const { connection, far } = this.#pair;
    let steps = 0;
    while (!isOver) {
      if (scheduler.count() > 0) {
        steps++;
        await scheduler.waitNext(1);
      }
      await mustBecome(() => isOver || scheduler.count() > 0, {
        what: "every sender, receiver and canceller comes to its end",
        progress: () => steps + connection.transport.readBytes + far.transport.readBytes,
      });
    }
    if (error !== undefined) throw error;
    this.#ends.forEach((ends, index) => this.#judge(ends, `stream ${index + 1}`));
  }

  async #use(life: StreamLife): Promise<void> {
    const { connection, accepted } = this.#pair;
    await this.#step("open");
    let near: Stream;
    try {
      near = connection.open("life").stream;
    } catch {
      const isOver = connection.hasEnded || connection.writer.isStopped;
      must(isOver, { expected: "a stream is opened", actual: "it was refused" });
      return;
    }
    const ends: Ends = { life, near, came: [], sent: 0, ending: undefined, isReplyOver: false };
    this.#ends.push(ends);
    await Promise.all([
      this.#send(ends),
      this.#endIt(ends),
      this.#awaitReply(ends),
      this.#receive(ends, accepted),
    ]);
  }

  async #send(ends: Ends): Promise<void> {
    const { near, life } = ends;
    try {
      for (const [index, sizeBytes] of life.messages.entries()) {
        await this.#step(`send ${near.id}`);
        ends.sent = index + 1;
        await near.send(this.#content(near.id, index, sizeBytes));
      }
      await this.#step(`end sends ${near.id}`);
      await near.closeSend();
    } catch {
      // a failed write is told before the reader knows of it
      const isOver = near.isTerminated || this.#pair.connection.writer.isStopped;
      must(isOver, { expected: "a send is taken", actual: "it was refused" });
    }
  }

  async #endIt({ near, life }: Ends): Promise<void> {
    if (life.end === "in order") return;
    for (let turn = 0; turn < life.endAt; turn++) await this.#step(`turn ${near.id}`);
    await this.#step(`${life.end} ${near.id}`);
    if (life.end === "close") return near.close();
    const wasTerminated = near.isTerminated;
    near.cancel();
    if (!wasTerminated) {
      must(near.reason instanceof Canceled, { expected: "Canceled", actual: near.reason });
    }
  }

  /** The near side receives too: nothing but the end comes. */
  async #awaitReply(ends: Ends): Promise<void> {
    const { near } = ends;
    try {
      mustEqual(await near.receive(), { expected: undefined, what: "the answer, the end" });
    } catch (error) {
      must(near.isTerminated, { expected: "the end of the stream", actual: error });
      must(error !== undefined, { expected: "a reason", actual: "none" });
    }
    ends.isReplyOver = true;
  }

  async #receive(ends: Ends, accepted: readonly Stream[]): Promise<void> {
    const { near } = ends;
    const { connection, far } = this.#pair;
    let served: Stream | undefined;
    const isGone = () => far.hasEnded || connection.hasEnded || near.isTerminated;
    for (let turn = 0; served === undefined; turn++) {
      served = accepted.find(({ id }) => id === near.id);
      if (served === undefined && isGone()) return;
      await new Promise((resolve) => setTimeout(resolve, turn < 20 ? 0 : 2));
    }
    try {
      for (;;) {
        const message = await served.receive();
        if (message === undefined) break;
        ends.came.push(message);
        await this.#step(`received ${near.id}`);
      }
      ends.ending = { reason: undefined };
      await served.closeSend();
    } catch (error) {
      ends.ending ??= { reason: error };
    }
  }

  async #meetFate(): Promise<void> {
    const { fate, fateAt } = this.#plan;
    if (fate === "nothing") return;
    for (let turn = 0; turn < fateAt; turn++) await this.#step("fate");
    await this.#step(fate);
    const { connection, far } = this.#pair;
    if (fate === "failure") {
      if (!connection.hasEnded) shutdownSocket(connection.fd, SHUT_RDWR);
    } else (fate === "stop here" ? connection : far).close(new Error("stopped")).catch(() => {});
  }

  #judge({ life, near, came, sent, ending }: Ends, what: string): void {
    const { cause } = near;
    const isOwn = cause === undefined || cause instanceof Canceled || cause instanceof StreamClosed;
    must(isOwn || cause === this.#pair.connection.reason, {
      expected: `${what}: an end of its own, or the reason of the connection's`,
      actual: cause,
    });
    came.forEach((message, index) => {
      must(index < sent, { expected: `${what}: ${sent} messages`, actual: "one more" });
      const expected = this.#content(near.id, index, life.messages[index]!);
      mustEqual(message, { expected, what: `${what}, message ${index}` });
    });
    if (ending === undefined) return;
    const isUntouched = this.#plan.fate === "nothing" && life.end === "in order";
    if (isUntouched) mustEqual(came.length, { expected: life.messages.length, what });
    if (isUntouched) mustEqual(ending.reason, { expected: undefined, what: `${what}, its end` });
    const isCut = came.length < sent && life.end !== "close";
    must(!isCut || ending.reason !== undefined, {
      expected: `${what}: a stream that was cut off does not seem to end in order`,
      actual: `the end after ${came.length} of ${sent} messages`,
    });
  }

  #content(stream: number, index: number, sizeBytes: number): Uint8Array {
    return this.#fixture.content(stream * 100 + index, sizeBytes);
  }

  /** Waits until the scheduler says that it is this one's turn. */
  async #step(name: string): Promise<void> {
    await this.#plan.scheduler.schedule(Promise.resolve(), name);
  }
}

/** A life in words, with the order in which it went. */
export function describeLife({ socket, streams, fate, scheduler }: LifePlan): string {
  const uses = streams.map(({ messages, end }) => `${messages.length} messages, ${end}`);
  const order = scheduler.report().filter(({ status }) => status === "resolved")
    .map(({ label }) => label).join(", ");
  return `${socket}, streams of ${uses.join(" and ")}, ${fate} to the connection: ${order}`;
}
