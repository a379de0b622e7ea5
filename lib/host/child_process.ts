/** A child process: a module of ours, with inherited descriptors and an end that is sure. @module */
import { Clock } from "../../ffi/clock.ts";
import { setCloseOnExec } from "../../ffi/fd.ts";
import { hasEnded } from "../../ffi/proc.ts";
import { processId } from "../../ffi/process.ts";
import type { ChildOrder } from "./child_order.ts";

/** How to start a child. */
export interface ChildOptions<O extends ChildOrder> {
  /** Its module, which takes the order by `takeOrder`. */
  readonly module: URL;
  /** What it is told, but for whose child it is; JSON. */
  readonly order: Omit<O, "parentId">;
  /** Descriptors that it has under the same numbers; borrowed. */
  readonly inherited: readonly number[];
}

/** How long a child may take to start, unless said otherwise. */
export const STARTUP_LIMIT_MS = 10_000;
const LOOK_EVERY_NS = 1e6;

/**
 * A running child. Its stderr is ours.
 *
 * Ownership: disposal kills it and waits for its end. It dies with the thread that started it, so
 * start it on the main thread.
 */
export class ChildProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  #ended = false;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    void child.status.then(() => this.#ended = true);
  }

  /** Starts a child; it is at work some 50 ms later. @throws {SysError} from fcntl(2). */
  static start<O extends ChildOrder>(options: ChildOptions<O>): ChildProcess {
    const { module, inherited } = options;
    const order = JSON.stringify({ ...options.order, parentId: processId() });
    for (const fd of inherited) setCloseOnExec(fd, { on: false });
    try {
      const command = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", "--cached-only", module.href, order],
        stdin: "null",
        stdout: "null",
        stderr: "inherit",
      });
      return new ChildProcess(command.spawn());
    } finally {
      for (const fd of inherited) setCloseOnExec(fd, { on: true });
    }
  }

  /** The process id. */
  get id(): number {
    return this.#child.pid;
  }

  /**
   * Blocks until something is true, looking every millisecond. Returns false where it is not within
   * `limitMs`, or the child has ended.
   */
  waitUntil(isTrue: () => boolean, limitMs: number): boolean {
    using clock = new Clock();
    const deadlineNs = clock.monotonicNs() + limitMs * 1e6;
    while (!isTrue()) {
      const nowNs = clock.monotonicNs();
      if (nowNs > deadlineNs) return false;
      if (hasEnded(this.id)) return isTrue(); // by what it did before
      clock.sleepUntilNs(nowNs + LOOK_EVERY_NS);
    }
    return true;
  }

  /**
   * Blocks until the child, `name` in the message, says that it is at work.
   *
   * @throws {Error} when it has ended, or does not say so within `limitMs`.
   */
  waitStarted(name: string, hasStarted: () => boolean, limitMs = STARTUP_LIMIT_MS): void {
    if (this.waitUntil(hasStarted, limitMs)) return;
    throw new Error(`Cannot start the ${name}: its process ended or hangs; see stderr`);
  }

  /** Resolves when the child has ended by itself, or by force after `limitMs`. */
  async ended(limitMs = Infinity): Promise<void> {
    const timer = limitMs === Infinity ? undefined : setTimeout(() => this.kill(), limitMs);
    try {
      await this.#child.status;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Kills the child, as a crash would. Harmless when repeated. */
  kill(): void {
    if (this.#ended) return;
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // ended since
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#child.status;
  }
}
