/** Counts the system calls of the measured work by name, in a round of their own. @module */
import { SysError } from "../ffi/errno.ts";
import { SYSCALL_TRACEPOINT, SyscallCounter } from "../ffi/syscall_counter.ts";
import { tracepointIds } from "../ffi/tracefs.ts";
import type { SyscallAnswer } from "./protocol.ts";
import type { Meter, Moved } from "./scenario.ts";

/** The calls shown by name; all others are counted as `other`. Each name costs time to set up. */
const NAMES = [
  "bpf",
  "brk",
  "clock_gettime",
  "clock_nanosleep",
  "close",
  "epoll_ctl",
  "epoll_pwait",
  "epoll_wait",
  "eventfd2",
  "futex",
  "getpid",
  "io_uring_enter",
  "madvise",
  "mmap",
  "mprotect",
  "munmap",
  "poll",
  "ppoll",
  "read",
  "recvfrom",
  "recvmmsg",
  "recvmsg",
  "sched_yield",
  "sendmmsg",
  "sendmsg",
  "sendto",
  "write",
  "writev",
] as const;

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

/** Runs `work` with a meter that counts; or says why that cannot be. */
export async function countSyscalls(
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
    using counter = SyscallCounter.open({ tracepointId, names: NAMES });
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
