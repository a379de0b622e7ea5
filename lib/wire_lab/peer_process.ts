/** The lab's end of the peer process: spawns it, asks it one thing at a time, ends it. @module */
import type { PeerCommand, PeerOrder, PeerReply, PeerStats } from "./protocol.ts";

/** The peer died, hung or could not build its lab; the message says which. */
export class PeerFailed extends Error {
  override readonly name = "PeerFailed";
}

/** How long the peer may take to answer before it counts as hung. */
const ANSWER_LIMIT_MS = 10_000;
const STDERR_MAX_BYTES = 4096;

/** A peer process. Ownership: disposal ends it and waits until it is gone. */
export class PeerProcess implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #stderr: Promise<string>;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(process: Deno.ChildProcess) {
    this.#process = process;
    this.#lines = process.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TransformStream(new LineSplitter())).getReader();
    this.#input = process.stdin.getWriter();
    this.#stderr = readTail(process.stderr);
  }

  /**
   * Spawns a peer and waits until its lab is built. It dies with the thread that spawned it.
   *
   * @throws {PeerFailed} when it cannot build one; nothing stays behind.
   */
  static async start(order: PeerOrder): Promise<PeerProcess> {
    const module = new URL("./peer_child.ts", import.meta.url).href;
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "--no-prompt", "--cached-only", module, JSON.stringify(order)],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const peer = new PeerProcess(process);
    try {
      await peer.#answer("start");
      return peer;
    } catch (error) {
      await peer[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The process's id. */
  get id(): number {
    return this.#process.pid;
  }

  /**
   * Sends a command and waits for its answer; commands are answered in order.
   *
   * @throws {PeerFailed} when the peer is gone or does not answer.
   */
  ask(command: PeerCommand): Promise<PeerStats | null> {
    const turn = this.#turn.then(() => this.#ask(command));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** Kills the peer as a crash would, and waits until it is gone. Harmless when repeated. */
  async kill(): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended already
    }
    await this.#process.status;
  }

  /** Lets the peer cut its connections and end; kills it if it does not. Harmless when repeated. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turn;
    await this.#input.close().catch(() => {}); // the end of its input is its end
    const timer = setTimeout(() => void this.kill(), ANSWER_LIMIT_MS);
    try {
      await this.#process.status;
    } finally {
      clearTimeout(timer);
    }
    await this.#lines.cancel();
    await this.#stderr;
  }

  async #ask(command: PeerCommand): Promise<PeerStats | null> {
    try {
      await this.#input.write(new TextEncoder().encode(`${JSON.stringify(command)}\n`));
    } catch {
      throw new PeerFailed(`Cannot ask the lab's peer to ${command.do}: ${await this.#obituary()}`);
    }
    return await this.#answer(command.do);
  }

  async #answer(what: string): Promise<PeerStats | null> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), ANSWER_LIMIT_MS);
    });
    try {
      const got = await Promise.race([this.#lines.read(), late]);
      if (got === "late") {
        await this.kill(); // or the next answer would be this one's
        throw new PeerFailed(`Cannot ${what} the lab's peer: no answer in ${ANSWER_LIMIT_MS} ms`);
      }
      if (got.done) {
        throw new PeerFailed(`Cannot ${what} the lab's peer: ${await this.#obituary()}`);
      }
      const reply = JSON.parse(got.value) as PeerReply;
      if ("error" in reply) throw new PeerFailed(reply.error);
      return reply.ok;
    } finally {
      clearTimeout(timer);
    }
  }

  async #obituary(): Promise<string> {
    const { code, signal } = await this.#process.status;
    const how = signal === null ? `exited with code ${code}` : `was killed by ${signal}`;
    const said = (await this.#stderr).trim().split("\n").slice(-3).join(" | ");
    return `its process ${how}${said && `: ${said}`}`;
  }
}

/** Cuts a stream of text into lines. */
class LineSplitter implements Transformer<string, string> {
  #rest = "";

  transform(chunk: string, controller: TransformStreamDefaultController<string>): void {
    const lines = (this.#rest + chunk).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) controller.enqueue(line);
  }
}

async function readTail(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    text = (text + decoder.decode(chunk, { stream: true })).slice(-STDERR_MAX_BYTES);
  }
  // deno-lint-ignore no-control-regex -- colours of an uncaught error
  return text.replaceAll(/\x1b\[[0-9;]*m/g, "");
}
