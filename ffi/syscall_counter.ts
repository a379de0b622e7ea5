/** Counts one thread's system calls exactly, in total and by name. @module */
import { SysError } from "./errno.ts";
import type { OwnedFd } from "./fd.ts";
import { errno, type Libc, libc } from "./libc.ts";
import {
  filterPerfEvent,
  openPerfEvent,
  PERF_EVENT_IOC_DISABLE,
  PERF_EVENT_IOC_ENABLE,
  PERF_EVENT_IOC_RESET,
  PERF_FORMAT_GROUP,
  PERF_IOC_FLAG_GROUP,
  PERF_TYPE_TRACEPOINT,
} from "./perf_event.ts";
import { syscallNumber, syscallNumbers } from "./syscall_names.ts";
import { readWord64 } from "./words.ts";

/** The tracepoint that fires at the start of each call. */
export const SYSCALL_TRACEPOINT = "raw_syscalls/sys_enter";

/** The call that stops the counter: made while it still counts. */
const OWN_CALL = "ioctl";
const OWN_CALLS = 1;

/** What {@linkcode SyscallCounter.open} takes. */
export interface SyscallCounterOptions {
  /** The id of {@linkcode SYSCALL_TRACEPOINT}: see `tracepointIds`. */
  readonly tracepointId: number;
  /**
   * The calls to count by name; each costs a descriptor, 0.2 ms to open and close, and 28 ns on
   * every call. A name that only another architecture has is counted as 0.
   *
   * @default {every known call, those that occurred are reported}
   */
  readonly names?: readonly string[];
  /** The kernel's id of the thread; 0 is the calling one. @default {0} */
  readonly threadId?: number;
}

/** System calls since the start, the counter's own left out. */
export interface SyscallCounts {
  readonly total: number;
  /** By the names asked for, zeros too; by what occurred, where none was asked for. */
  readonly byName: Readonly<Record<string, number>>;
  /** Calls by no name that was asked for, or that is known. */
  readonly other: number;
}

/**
 * A group of perf events on the tracepoint raw_syscalls:sys_enter: the leader counts all, one
 * member a name counts those that its filter lets through. One ioctl switches the whole group.
 *
 * Each system call of the thread costs more while it counts, 22 ns for the total and 28 ns a name
 * (10 µs with every name): time nothing meanwhile.
 */
export class SyscallCounter implements Disposable {
  readonly #leader: OwnedFd;
  readonly #members: readonly { readonly name: string; readonly event: OwnedFd }[];
  readonly #asked: readonly string[];
  readonly #ownThread: boolean;
  /** As read(2) gives a group: the number of events, then a value each. */
  readonly #values: Uint8Array<ArrayBuffer>;
  readonly #libc: Libc = libc();

  private constructor(
    leader: OwnedFd,
    members: readonly { readonly name: string; readonly event: OwnedFd }[],
    options: SyscallCounterOptions,
  ) {
    this.#leader = leader;
    this.#members = members;
    this.#asked = options.names ?? [];
    this.#ownThread = (options.threadId ?? 0) === 0;
    this.#values = new Uint8Array((2 + members.length) * 8);
    errno();
  }

  /**
   * Opens the counter, switched off.
   *
   * @throws {RangeError} for a name that no architecture has.
   * @throws {SysError} from perf_event_open(2): EACCES where kernel.perf_event_paranoid forbids
   *   it, EMFILE; nothing stays open.
   */
  static open(options: SyscallCounterOptions): SyscallCounter {
    const { tracepointId, names = syscallNumbers().keys(), threadId = 0 } = options;
    for (const name of options.names ?? []) requireKnown(name);
    using opened = new DisposableStack();
    const event = { type: PERF_TYPE_TRACEPOINT, config: tracepointId, threadId };
    const leader = opened.use(
      openPerfEvent({ ...event, disabled: true, readFormat: PERF_FORMAT_GROUP }),
    );
    const members: { name: string; event: OwnedFd }[] = [];
    for (const name of new Set(names)) {
      const number = syscallNumber(name);
      if (number === undefined) continue;
      // switched on, but it counts only while its leader does: after the filter is set
      const member = opened.use(openPerfEvent({ ...event, groupFd: leader.fd }));
      filterPerfEvent(member.fd, `id == ${number}`);
      members.push({ name, event: member });
    }
    opened.move();
    return new SyscallCounter(leader, members, options);
  }

  /** Counts from zero from here on. */
  start(): void {
    this.#control(PERF_EVENT_IOC_RESET, PERF_IOC_FLAG_GROUP);
    // the tracepoint of this very call has passed before it switches the group on
    this.#control(PERF_EVENT_IOC_ENABLE, 0);
  }

  /** Stops counting. */
  stop(): void {
    this.#control(PERF_EVENT_IOC_DISABLE, 0);
  }

  /** What was counted between start and stop; call it after the stop. */
  read(): SyscallCounts {
    const bytes = BigInt(this.#values.byteLength);
    if (this.#libc.read_buffer(this.#leader.fd, this.#values, bytes) !== bytes) {
      throw new SysError("read a perf event", errno());
    }
    const words = new Uint32Array(this.#values.buffer);
    const own = this.#ownThread ? OWN_CALLS : 0;
    const total = readWord64(words, 2) - own;
    const byName: Record<string, number> = {};
    for (const name of this.#asked) byName[name] = 0;
    let named = 0;
    for (const [index, { name }] of this.#members.entries()) {
      const count = readWord64(words, 4 + 2 * index) - (name === OWN_CALL ? own : 0);
      if (count > 0) byName[name] = count;
      named += count;
    }
    return { total, byName, other: total - named };
  }

  /** Closes the events. Harmless when repeated. */
  [Symbol.dispose](): void {
    for (const { event } of this.#members) event[Symbol.dispose]();
    this.#leader[Symbol.dispose]();
  }

  #control(operation: number, argument: number): void {
    if (this.#libc.ioctl(this.#leader.fd, BigInt(operation), BigInt(argument)) === 0) return;
    throw new SysError("ioctl of a perf event", errno());
  }
}

function requireKnown(name: string): void {
  if (syscallNumbers("x86_64").has(name) || syscallNumbers("aarch64").has(name)) return;
  throw new RangeError(`Cannot count the system call "${name}": no such call`);
}
