/** The rig of the slow consumer: one stream that nobody reads, and the others beside it. @module */
import { Clock } from "../../ffi/clock.ts";
import {
  ECHO,
  encodeProduce,
  PRODUCE,
  startStreamPeer,
} from "../../lib/mux/fixture/stream_peer.ts";
import type { Connection } from "../../lib/mux/connection.ts";
import type { Stream } from "../../lib/mux/stream.ts";
import type { Metric } from "../../results/schema.ts";
import { Histogram } from "../histogram.ts";
import type { Meter, Moved, Placement, Rig, Worker } from "../scenario.ts";
import { Exchanger } from "./exchanger.ts";
import { type Line, metric, openLine, peerCpuOf } from "./line.ts";
import { partsOf } from "./parts.ts";

/** Streams that go on, or would. */
export const OTHERS = 9;
export const OTHER_BYTES = 200;
export const UNREAD_BYTES = 2048;
/** How long nobody reads; only the second half says whether the others go on. */
export const UNREAD_MS = 20;
/** Of each of the others, with nobody slow. */
const QUIET_MESSAGES = 100;
/** Of each of the others, until what was under way before is through. */
const SETTLING_MESSAGES = 5;
const WARM_UP_MS = 25;
/** How soon the others must go on once the unread stream is cancelled. */
const LIMIT_MS = 5000;

/** What the unread stream is sent. */
export interface SlowConsumerRigOptions {
  readonly unreadMessages: number;
  /** How long nobody reads it. @default {20} */
  readonly unreadMs?: number;
  /** What the first half of that lasts for at least. @default {nothing} */
  readonly isSettled?: (connection: Connection) => boolean;
  readonly placement: Placement;
}

/** The metrics of each of its rounds, beside the standard ones. */
export const SLOW_CONSUMER_METRICS: readonly Metric[] = [
  metric("longestWaitNs", { title: "Longest wait of another stream", unit: "ns" }),
  metric("besidePerSecond", {
    title: "Messages of the others per second, later half",
    better: "higher",
  }),
  metric("quietPerSecond", { title: "The same with nobody slow", better: "higher" }),
  metric("othersMessages", {
    title: "Messages of the others while it is unread",
    better: "higher",
  }),
  metric("heldBytes", { title: "Buffers that the unread stream holds", unit: "bytes" }),
  metric("copiesPerMessage", { title: "Copies a message, receiving, with nobody slow" }),
  metric("producedMessages", { title: "Messages its sender got rid of", better: "neither" }),
];

/** Sets up the rig; the caller disposes it. */
export async function openSlowConsumerRig(
  worker: Worker,
  options: SlowConsumerRigOptions,
): Promise<Rig> {
  const parts = partsOf(worker);
  await using stack = new AsyncDisposableStack();
  const clock = stack.use(new Clock());
  const line = stack.use(
    await openLine(parts, {
      startPeer: (fd) =>
        startStreamPeer(fd, { writer: parts.writer, ...peerCpuOf(options.placement) }),
    }),
  );
  const latency = new Histogram();
  const others = Array.from({ length: OTHERS }, () => {
    const { stream } = line.connection.open(ECHO);
    return new Exchanger(stream, { clock, latency, payloadBytes: OTHER_BYTES });
  });
  return new SlowConsumerRig(stack.move(), { ...options, clock, line, latency, others });
}

interface Parts extends SlowConsumerRigOptions {
  readonly clock: Clock;
  readonly line: Line;
  readonly latency: Histogram;
  readonly others: readonly Exchanger[];
}

class SlowConsumerRig implements Rig {
  readonly #stack: AsyncDisposableStack;
  readonly #parts: Parts;
  #extra: Record<string, number> = {};
  #isOver = false;
  #ended: Promise<void> = Promise.resolve();

  constructor(stack: AsyncDisposableStack, parts: Parts) {
    this.#stack = stack;
    this.#parts = parts;
  }

  async cycle(meter: Meter): Promise<Moved> {
    const { line: { connection, peer }, latency, unreadMessages } = this.#parts;
    await this.#exchange(SETTLING_MESSAGES);
    const quiet = await this.#quiet();
    const startCount = this.#count();
    const heldBefore = connection.pool.bytesOut;
    latency.clear();
    this.#isOver = false;
    meter.start();
    const running = this.#exchange(Number.MAX_SAFE_INTEGER, { isOver: () => this.#isOver });
    await this.#startedFrom(startCount);
    const metadata = encodeProduce({ messageCount: unreadMessages, payloadBytes: UNREAD_BYTES });
    const { stream } = connection.open(PRODUCE, { metadata });
    const producedBefore = peer.counts().payloads;
    const beside = await this.#watch();
    meter.stop();
    const producedMessages = peer.counts().payloads - producedBefore;
    const operations = this.#count() - startCount;
    const heldBytes = Math.max(0, connection.pool.bytesOut - heldBefore);
    this.#isOver = true;
    this.#extra = {
      ...beside,
      ...quiet,
      othersMessages: operations,
      heldBytes,
      producedMessages,
    };
    const wrong = await this.#end(stream, running);
    const fault = this.#parts.others.find(({ fault }) => fault !== undefined)?.fault ?? wrong;
    const moved = { operations, bytes: operations * OTHER_BYTES };
    return fault === undefined ? moved : { ...moved, void: fault };
  }

  /** A warm-up in which every byte of the others' echoes is compared. */
  async verify(): Promise<string | undefined> {
    const endMs = performance.now() + WARM_UP_MS;
    await this.#exchange(Number.MAX_SAFE_INTEGER, {
      isFull: true,
      isOver: () => performance.now() > endMs,
    });
    return this.#parts.others.find(({ fault }) => fault !== undefined)?.fault;
  }

  takeExtra(): Record<string, number> {
    return this.#extra;
  }

  [Symbol.dispose](): void {
    this.#ended = this.#stack.disposeAsync();
  }

  ended(): Promise<void> {
    return this.#ended;
  }

  async #exchange(
    count: number,
    options: { readonly isFull?: boolean; readonly isOver?: () => boolean } = {},
  ): Promise<void> {
    await Promise.all(this.#parts.others.map((other) => other.run({ count, ...options })));
  }

  /** Messages of the others, ever. */
  #count(): number {
    return this.#parts.others.reduce((sum, { count }) => sum + count, 0);
  }

  /** What the others do with nobody slow. */
  async #quiet(): Promise<Record<string, number>> {
    const { clock, line: { copies } } = this.#parts;
    const copiesBefore = copies.copies;
    const startNs = clock.monotonicNs();
    await this.#exchange(QUIET_MESSAGES);
    const tookNs = clock.monotonicNs() - startNs;
    const messages = OTHERS * QUIET_MESSAGES;
    return {
      quietPerSecond: messages / (tookNs / 1e9),
      copiesPerMessage: (copies.copies - copiesBefore) / messages,
    };
  }

  /** Lets them come so far that each of the others is at work. */
  async #startedFrom(startCount: number): Promise<void> {
    const endMs = performance.now() + LIMIT_MS;
    while (this.#count() < startCount + OTHERS && performance.now() < endMs) await delay(0);
  }

  /** Lets the time pass in which nobody reads the stream. */
  async #watch(): Promise<Record<string, number>> {
    const { clock, latency, others, line: { connection }, unreadMs = UNREAD_MS } = this.#parts;
    const { isSettled = () => true } = this.#parts;
    await delay(unreadMs / 2);
    const endMs = performance.now() + LIMIT_MS;
    while (!isSettled(connection) && performance.now() < endMs) await delay(1);
    const middleCount = this.#count();
    const middleNs = clock.monotonicNs();
    await delay(unreadMs / 2);
    const nowNs = clock.monotonicNs();
    const besidePerSecond = (this.#count() - middleCount) / ((nowNs - middleNs) / 1e9);
    const waits = others.map(({ sentNs }) => nowNs - sentNs);
    const longestWaitNs = Math.max(latency.maximum, ...waits);
    return { longestWaitNs, besidePerSecond };
  }

  /** Cancels the unread stream: the others must go on. Returns what is wrong, if anything. */
  async #end(stream: Stream, running: Promise<void>): Promise<string | undefined> {
    await stream[Symbol.asyncDispose]();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve("the others did not go on after its end"), LIMIT_MS);
    });
    try {
      return await Promise.race([running.then(() => undefined), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
