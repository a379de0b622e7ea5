/** A subject, seen from the controller: spawn, ask with a time limit, replace when it is lost. @module */
import { processQueuedNs } from "../ffi/proc.ts";
import type { Checked } from "./check_pair.ts";
import { OwnTime } from "./own_time.ts";
import { type CheckRequest, decodeMessage, readLines, type SubjectMessage } from "./protocol.ts";

/** What came of one request. */
export type Answer =
  | { readonly kind: "checked"; readonly checked: Checked; readonly durationMs: number }
  /** No answer within the limit of {@linkcode OwnTime}; the subject was killed. */
  | { readonly kind: "hung"; readonly durationMs: number }
  /** The subject died; `how` names the signal or the exit code, `stderr` its last words. */
  | {
    readonly kind: "died";
    readonly how: string;
    readonly signal: Deno.Signal | null;
    readonly stderr: string;
    readonly durationMs: number;
  };

/** How to start one. */
export interface SubjectOptions {
  /** Files of the user's implementations. */
  readonly userFiles: readonly string[];
  /** Kills it. */
  readonly abort: AbortSignal;
}

/** How long a process may take to start: a cold cache is compiled by the first one. */
const START_LIMIT_MS = 180_000;
const STDERR_KEPT_CHARS = 4000;

/**
 * Ownership: owns the process; disposal kills it and waits until it is gone. Spawn it from the main
 * thread: it dies with the thread that spawned it.
 */
export class SubjectProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #requests: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: AsyncGenerator<string>;
  readonly #stderr: Promise<void>;
  #lastWords = "";
  #gone = false;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#requests = child.stdin.getWriter();
    this.#lines = readLines(child.stdout);
    this.#stderr = this.#listen(child.stderr);
  }

  /**
   * Starts a subject and waits until it is ready.
   *
   * @throws {Error} with its own words when it does not start.
   */
  static async start(options: SubjectOptions): Promise<SubjectProcess> {
    options.abort.throwIfAborted();
    const command = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--allow-all",
        "--quiet",
        import.meta.resolve("./subject.ts"),
        String(Deno.pid),
        ...options.userFiles,
      ],
      // Its background look for a new version opens sockets, which a leak check would see.
      env: { DENO_NO_UPDATE_CHECK: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    });
    const subject = new SubjectProcess(command.spawn());
    try {
      const message = await subject.#within(START_LIMIT_MS, subject.#nextMessage());
      if (message?.kind === "ready") return subject;
      if (message?.kind === "refused") throw new Error(message.reason);
      await subject[Symbol.asyncDispose]();
      throw new Error(`a subject did not start: ${subject.#lastWords.trim() || "no word from it"}`);
    } catch (error) {
      await subject[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Whether it can take another request. */
  get alive(): boolean {
    return !this.#gone;
  }

  /** Asks for one check. After any answer but `checked` the subject is gone. */
  async ask(request: CheckRequest, limitMs: number): Promise<Answer> {
    const startMs = performance.now();
    const answer = this.#exchange(request);
    const message = await this.#within(limitMs, answer);
    const durationMs = performance.now() - startMs;
    if (message?.kind === "checked") {
      return { kind: "checked", checked: message.checked, durationMs: message.durationMs };
    }
    if (message === TIMED_OUT) {
      await this[Symbol.asyncDispose]();
      return { kind: "hung", durationMs };
    }
    this.#gone = true;
    const status = await this.#child.status;
    await this.#stderr;
    const how = status.signal === null ? `exit code ${status.code}` : status.signal;
    return { kind: "died", how, signal: status.signal, stderr: this.#lastWords.trim(), durationMs };
  }

  /** Kills it at once; for the end of an interrupted run. Harmless when repeated. */
  kill(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // it ended by itself
    }
  }

  /** Kills the process and waits until it is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#gone = true;
    this.kill();
    await this.#requests.abort().catch(ignore);
    await this.#child.status;
    await this.#lines.return(undefined).catch(ignore);
    await this.#stderr;
  }

  async #exchange(request: CheckRequest): Promise<SubjectMessage | undefined> {
    try {
      await this.#requests.write(new TextEncoder().encode(`${JSON.stringify(request)}\n`));
    } catch {
      return undefined; // the pipe broke: it died
    }
    return await this.#nextMessage();
  }

  async #nextMessage(): Promise<SubjectMessage | undefined> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) return undefined;
      const message = decodeMessage(value);
      if (message !== undefined) return message;
      this.#keep(`${value}\n`);
    }
  }

  async #within<T>(limitMs: number, answer: Promise<T>): Promise<T | typeof TIMED_OUT> {
    const processId = this.#child.pid;
    const time = new OwnTime({ limitMs, queuedMs: () => processQueuedNs({ processId }) / 1e6 });
    for (let leftMs = limitMs; leftMs > 0; leftMs = time.leftMs) {
      const { promise, resolve } = Promise.withResolvers<typeof TIMED_OUT>();
      const timer = setTimeout(() => resolve(TIMED_OUT), leftMs);
      try {
        const first = await Promise.race([answer, promise]);
        if (first !== TIMED_OUT) return first;
      } finally {
        clearTimeout(timer);
      }
    }
    return TIMED_OUT;
  }

  async #listen(stream: ReadableStream<Uint8Array>): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) this.#keep(text);
  }

  #keep(text: string): void {
    this.#lastWords = (this.#lastWords + text).slice(-STDERR_KEPT_CHARS);
  }
}

const TIMED_OUT = { kind: "timed_out" } as const;

function ignore(): void {}
