/** A child process: a module of ours, with inherited descriptors and an end that is sure. @module */
import { Clock } from "../../ffi/clock.ts";
import { hasEnded } from "../../ffi/proc.ts";
import { processId } from "../../ffi/process.ts";
import type { ChildOrder } from "./child_order.ts";

/** What node:child_process gives; it is loaded only where a child is started: it takes 5 MB. */
type Spawned = ReturnType<typeof import("node:child_process").spawn>;

/** How to start a child. */
export interface ChildOptions<O extends ChildOrder> {
  /** Its module, which takes the order by `takeOrder`. */
  readonly module: URL;
  /** What it is told, but for whose child it is; JSON. */
  readonly order: Omit<O, "parentId">;
  /** The fields of the order that are descriptors, borrowed: it is told its own numbers. */
  readonly inherited: readonly (keyof O & string)[];
}

/** How long a child may take to start, unless said otherwise. */
export const STARTUP_LIMIT_MS = 10_000;
const LOOK_EVERY_NS = 1e6;
/** The first descriptor of a child behind its standard ones. */
const FIRST_FD = 3;

/**
 * A running child. Its stderr is ours.
 *
 * Ownership: disposal kills it and waits for its end. It dies with the thread that started it, so
 * start it on the main thread.
 */
export class ChildProcess implements AsyncDisposable {
  /** The process id. */
  readonly id: number;
  readonly #child: Spawned;
  readonly #ended: Promise<void>;

  private constructor(child: Spawned, id: number) {
    this.id = id;
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once("exit", () => resolve()));
  }

  /** Starts a child; it is at work some 50 ms later. @throws {Error} when there can be no more. */
  static start<O extends ChildOrder>({ module, order, inherited }: ChildOptions<O>): ChildProcess {
    const given: Record<string, unknown> = { ...order, parentId: processId() };
    const fds = inherited.map((name) => given[name] as number);
    for (const [index, name] of inherited.entries()) given[name] = FIRST_FD + index;
    const args = ["run", "-A", "--quiet", "--cached-only", module.href, JSON.stringify(given)];
    // Deno.Command takes no descriptors. To clear close-on-exec around it would give them to
    // whatever another thread starts meanwhile, and ends that are closed would not look so.
    const { spawn } = process.getBuiltinModule("node:child_process");
    const child = spawn(Deno.execPath(), args, { stdio: ["ignore", "ignore", "inherit", ...fds] });
    if (child.pid !== undefined) return new ChildProcess(child, child.pid);
    child.once("error", () => {}); // told here, and now
    throw new Error(
      "Cannot start a process: descriptors, processes or memory ran out; see `ulimit -n -u`",
    );
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
      await this.#ended;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Kills the child, as a crash would. Harmless when repeated, or when it has ended. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#ended;
  }
}
