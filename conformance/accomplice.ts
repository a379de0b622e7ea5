/** A second thread that acts while the first one, which runs the rule, blocks. @module */
import { threadId } from "../ffi/process.ts";
import { makeInterruptible } from "../ffi/signals.ts";
import { condoning } from "./counters.ts";
import { HarnessFault } from "./rule.ts";

/** Something to do from another thread. */
export type Action =
  /** Adds one to an eventfd: how a source is closed or flushed from outside. */
  | { readonly kind: "notify"; readonly fd: number }
  /** Interrupts the blocked thread's system call by a signal: EINTR. */
  | { readonly kind: "interrupt" }
  /** Calls the export `act` of a module, with JSON: how a path's producer works from there. */
  | { readonly kind: "call"; readonly module: string; readonly input: unknown };

/** An action and its moment. */
export interface Step {
  /**
   * `blocked`: once the other thread is seen in a wait of epoll or io_uring; a number: after so
   * many turns of an empty loop, to vary where it falls; 0: at once.
   */
  readonly when: "blocked" | number;
  readonly action: Action;
}

/** What came of it. */
export interface Outcome<T> {
  readonly result: T;
  /** How many of the steps were done before the body ended. */
  readonly stepsDone: number;
  /**
   * When the last step but one began, on CLOCK_MONOTONIC; 0 where there was none. After it the
   * moment of the last one came: where that is `blocked`, this thread blocked once more.
   */
  readonly lastButOneNs: number;
}

/** The words that both threads share; the job, as JSON, lies behind them. */
export const WORD = { command: 0, ready: 1, started: 2, done: 3, over: 4, jobBytes: 5, failed: 6 };
/** Of the numbers of 64 bits that lie in the header too. */
export const NUMBER = { lastButOneNs: 4 };
export const HEADER_WORDS = 10;
export const SHARED_BYTES = 256 * 1024;
export const COMMAND_IDLE = 0;
export const COMMAND_RUN = 1;
export const COMMAND_END = 2;

/** What the worker gets when it starts. */
export interface Introduction {
  readonly shared: SharedArrayBuffer;
  /** The thread it watches, and interrupts. */
  readonly watchedThread: number;
}

/** How long a hand-over between the threads may take before the harness is called broken. */
const PATIENCE_MS = 10_000;
/**
 * The same for the start, which loads modules: below `deno test` their types are checked first,
 * which takes many seconds where nothing is cached and others have the CPUs.
 */
const START_PATIENCE_MS = 180_000;

/**
 * The accomplice: a Worker, driven by shared memory so that this thread need not turn its event
 * loop. Ownership: disposal ends the Worker, which holds nothing open.
 */
export class Accomplice implements Disposable {
  readonly #shared = new SharedArrayBuffer(SHARED_BYTES);
  readonly #words = new Int32Array(this.#shared);
  readonly #numbers = new Float64Array(this.#shared);
  #ended = false;

  /** Starts the Worker and waits until it listens. */
  constructor() {
    makeInterruptible();
    const worker = new Worker(import.meta.resolve("./accomplice_worker.ts"), { type: "module" });
    const introduction: Introduction = { shared: this.#shared, watchedThread: threadId() };
    worker.postMessage(introduction);
    this.#await(WORD.ready, "start", START_PATIENCE_MS);
  }

  /**
   * Runs `body` on this thread while the accomplice does `steps` in turn. Returns once both have
   * ended; steps whose moment never came are left out.
   */
  during<T>(steps: readonly Step[], body: () => T): Outcome<T> {
    const job = new TextEncoder().encode(JSON.stringify(steps));
    if (job.length > SHARED_BYTES - 4 * HEADER_WORDS) {
      throw new HarnessFault(`Cannot give the accomplice ${job.length} bytes of work`);
    }
    new Uint8Array(this.#shared, 4 * HEADER_WORDS).set(job);
    const words = this.#words;
    words[WORD.jobBytes] = job.length;
    for (const word of [WORD.started, WORD.done, WORD.over, WORD.failed]) words[word] = 0;
    this.#numbers[NUMBER.lastButOneNs] = 0;
    this.#command(COMMAND_RUN);
    this.#await(WORD.started, "take its work");
    try {
      const result = body();
      this.#join();
      const lastButOneNs = this.#numbers[NUMBER.lastButOneNs]!;
      return { result, stepsDone: words[WORD.done]! - 1, lastButOneNs };
    } catch (error) {
      this.#join();
      throw error;
    }
  }

  /** Ends the Worker. Harmless when repeated. */
  [Symbol.dispose](): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#command(COMMAND_END);
  }

  #join(): void {
    Atomics.store(this.#words, WORD.over, 1);
    this.#await(WORD.done, "finish");
    const failedBytes = this.#words[WORD.failed]!;
    if (failedBytes === 0) return;
    const text = new Uint8Array(this.#shared, 4 * HEADER_WORDS, failedBytes).slice();
    throw new HarnessFault(`The accomplice failed: ${new TextDecoder().decode(text)}`);
  }

  #command(command: number): void {
    Atomics.store(this.#words, WORD.command, command);
    Atomics.notify(this.#words, WORD.command);
  }

  #await(word: number, what: string, patienceMs = PATIENCE_MS): void {
    if (Atomics.wait(this.#words, word, 0, patienceMs) === "timed-out") {
      throw new HarnessFault(`The accomplice did not ${what} within ${patienceMs} ms`);
    }
  }
}

let shared: Accomplice | undefined;

/** The accomplice of this process: started by its first use, and there until the process ends. */
export function theAccomplice(): Accomplice {
  shared ??= condoning(() => new Accomplice());
  return shared;
}
