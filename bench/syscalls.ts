/** Counts the system calls of the measured work by name, in a round of their own. @module */
import { SysError } from "../ffi/errno.ts";
import { SYSCALL_TRACEPOINT, SyscallCounter } from "../ffi/syscall_counter.ts";
import { tracepointIds } from "../ffi/tracefs.ts";
import type { SyscallAnswer } from "./protocol.ts";
import type { Meter, Moved } from "./scenario.ts";

/** The calls that any path may make, V8's too: shown by name, and all others counted as `other`. */
const ANYWHERE = [
  "clock_nanosleep",
  "epoll_pwait",
  "epoll_wait",
  "futex",
  "madvise",
  "poll",
  "read",
];
/** What moves data through sockets. */
const SOCKETS = [
  "io_uring_enter",
  "recvfrom",
  "recvmmsg",
  "recvmsg",
  "sendmmsg",
  "sendmsg",
  "sendto",
  "write",
  "writev",
];
/** Those of a path besides. A name is not for nothing: the kernel takes 1 ms to let go of each. */
const BY_PATH: Readonly<Record<string, readonly string[]>> = {
  ringbuf: ["bpf", "getpid", "sched_yield"],
  netlink: SOCKETS,
  zerocopy: SOCKETS,
  readyread: ["io_uring_enter", "ioctl", "recvmsg"],
};
const OF_OTHER_PATHS = [...SOCKETS, "epoll_ctl", "readv"];

/** The calls that are shown by name in a scenario, given its id. */
export function namesOf(scenario: string): readonly string[] {
  const path = scenario.slice(0, scenario.indexOf("/"));
  return [...ANYWHERE, ...BY_PATH[path] ?? OF_OTHER_PATHS];
}

/** Sums over the cycles of a round what the measured thread called between start and stop. */
class SyscallMeter implements Meter {
  readonly counts: Record<string, number> = {};
  readonly #counter: SyscallCounter;

  constructor(counter: SyscallCounter) {
    this.#counter = counter;
  }

  start(): void {
    this.#counter.start();
  }

  stop(): void {
    this.#counter.stop();
    const { byName, other } = this.#counter.read();
    for (const [name, count] of Object.entries({ ...byName, other })) {
      if (count > 0) this.counts[name] = (this.counts[name] ?? 0) + count;
    }
  }
}

/** Runs `work` with a meter that counts calls by these names; or says why that cannot be. */
export async function countSyscalls(
  names: readonly string[],
  work: (meter: Meter) => Promise<Moved>,
): Promise<SyscallAnswer> {
  const found = tracepointIds([SYSCALL_TRACEPOINT]);
  if (!found.available) return { reason: found.reason, cure: found.cure };
  const tracepointId = found.ids.get(SYSCALL_TRACEPOINT);
  if (tracepointId === undefined) {
    return {
      reason: `the kernel has no tracepoint ${SYSCALL_TRACEPOINT}`,
      cure: "use a kernel built with CONFIG_FTRACE_SYSCALLS",
    };
  }
  try {
    using counter = SyscallCounter.open({ tracepointId, names });
    const meter = new SyscallMeter(counter);
    const { operations } = await work(meter);
    return { operations, counts: meter.counts };
  } catch (error) {
    if (!(error instanceof SysError) || error.call !== "perf_event_open") throw error;
    return {
      reason: error.message,
      cure: "run as root, grant CAP_PERFMON or `sysctl kernel.perf_event_paranoid=-1`",
    };
  }
}
