/** perf_event_open(2): kernel counters as descriptors. @module */
import { ERRNO, SysError } from "./errno.ts";
import { checked, cString } from "./libc.ts";
import { OwnedFd } from "./fd.ts";
import { allocate, struct } from "./struct.ts";

/** linux/perf_event.h */
export const PERF_TYPE_HARDWARE = 0;
export const PERF_TYPE_TRACEPOINT = 2;
export const PERF_COUNT_HW_CPU_CYCLES = 0;
export const PERF_COUNT_HW_INSTRUCTIONS = 1;
export const PERF_FORMAT_GROUP = 1 << 3;
export const PERF_FLAG_FD_CLOEXEC = 1 << 3;
export const PERF_EVENT_IOC_ENABLE = 0x2400;
export const PERF_EVENT_IOC_DISABLE = 0x2401;
export const PERF_EVENT_IOC_RESET = 0x2403;
export const PERF_EVENT_IOC_SET_FILTER = 0x40082406;
export const PERF_IOC_FLAG_GROUP = 1;
export const PERF_ATTR_SIZE_VER0 = 64;

/** Bits of perf_event_attr's bit field, which C gives no name as a whole. */
export const PERF_ATTR_BITS = { disabled: 0, exclude_kernel: 5, exclude_hv: 6 } as const;

/** The first published version of the struct: all that is needed, and every kernel takes it. */
export const PERF_EVENT_ATTR = struct("perf_event_attr", {
  type: "u32",
  size: "u32",
  config: "u64",
  sample_period: "u64",
  sample_type: "u64",
  read_format: "u64",
  wakeup_events: "u32",
  bp_type: "u32",
  config1: "u64",
}, {
  header: "linux/perf_event.h",
  at: { wakeup_events: 48, bp_type: 52, config1: 56 },
  sizeBytes: PERF_ATTR_SIZE_VER0,
  whole: false,
});

/** Where the bit field lies: between read_format and wakeup_events. */
export const PERF_ATTR_BITS_OFFSET = 40;

/** sys/syscall.h */
export const SYS_perf_event_open = Deno.build.arch === "aarch64" ? 241n : 298n;

/** What to count, and where. */
export interface PerfEvent {
  /** PERF_TYPE_. */
  readonly type: number;
  /** Which event of that type; for a tracepoint its id. */
  readonly config: number;
  /** The thread counted, 0 for the calling one. @default {0} */
  readonly threadId?: number;
  /** The leader's descriptor: this event counts when it does. @default {-1} */
  readonly groupFd?: number;
  /** Starts switched off. @default {false} */
  readonly disabled?: boolean;
  /** Leaves out what happens in the kernel. @default {false} */
  readonly userOnly?: boolean;
  /** PERF_FORMAT_ bits. @default {0} */
  readonly readFormat?: number;
}

/**
 * Opens a counter of one thread on any CPU, close-on-exec.
 *
 * @throws {SysError} ENOENT or EOPNOTSUPP when the host has no such counter, EACCES or EPERM when
 *   kernel.perf_event_paranoid forbids it, EMFILE.
 */
export function openPerfEvent(event: PerfEvent): OwnedFd {
  const { memory, view } = allocate(PERF_EVENT_ATTR);
  view.set("type", event.type);
  view.set("size", PERF_EVENT_ATTR.sizeBytes);
  view.set64("config", BigInt(event.config));
  view.set64("read_format", BigInt(event.readFormat ?? 0));
  const bits = (event.disabled ? 1 << PERF_ATTR_BITS.disabled : 0) |
    (event.userOnly ? 1 << PERF_ATTR_BITS.exclude_kernel | 1 << PERF_ATTR_BITS.exclude_hv : 0);
  new DataView(memory.buffer).setUint32(PERF_ATTR_BITS_OFFSET, bits, true);
  const anyCpu = -1;
  return new OwnedFd(checked("perf_event_open", (c) =>
    Number(c.perf_event_open(
      SYS_perf_event_open,
      memory,
      event.threadId ?? 0,
      anyCpu,
      event.groupFd ?? -1,
      BigInt(PERF_FLAG_FD_CLOEXEC),
    ))));
}

/** Counts only what a tracepoint filter lets through: `id == 110`. @throws {SysError} EINVAL. */
export function filterPerfEvent(fd: number, filter: string): void {
  checked(
    "ioctl PERF_EVENT_IOC_SET_FILTER",
    (c) => c.ioctl_buffer(fd, BigInt(PERF_EVENT_IOC_SET_FILTER), cString(filter)),
  );
}

/** Whether a counter can be had here. */
export interface CounterProbe {
  readonly name: "cycles" | "instructions";
  readonly available: boolean;
  /** `unavailable: no PMU`; empty when available. */
  readonly reason: string;
  /** What mends it; empty when available. */
  readonly cure: string;
}

/** Asks for the processor's own counters; a virtual machine often has none. */
export function probeCounters(): CounterProbe[] {
  return [
    probeHardware("cycles", PERF_COUNT_HW_CPU_CYCLES),
    probeHardware("instructions", PERF_COUNT_HW_INSTRUCTIONS),
  ];
}

function probeHardware(name: CounterProbe["name"], config: number): CounterProbe {
  try {
    using _event = openPerfEvent({ type: PERF_TYPE_HARDWARE, config, userOnly: true });
    return { name, available: true, reason: "", cure: "" };
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const absent = error.errno === ERRNO.ENOENT || error.errno === ERRNO.EOPNOTSUPP ||
      error.errno === ERRNO.ENODEV;
    return {
      name,
      available: false,
      reason: absent ? "unavailable: no PMU" : `unavailable: ${error.message}`,
      cure: absent
        ? "run on bare metal, or let the hypervisor pass the PMU on"
        : "run as root, grant CAP_PERFMON or `sysctl kernel.perf_event_paranoid=1`",
    };
  }
}
