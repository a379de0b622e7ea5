/** liburing 2.3+: its calls that return -errno, and the structs shared with the kernel. @module */
import { check, ERRNO, SysError } from "./errno.ts";
import { OwnedFd } from "./fd.ts";
import { openLibrary } from "./library.ts";
import type { Address } from "./memory.ts";
import { struct, type StructView } from "./struct.ts";

const HEADER = { header: "liburing.h" } as const;

/** Where the parts of the submission ring are. */
export const SQ_OFFSETS = struct("io_sqring_offsets", {
  head: "u32",
  tail: "u32",
  ring_mask: "u32",
  ring_entries: "u32",
  flags: "u32",
  dropped: "u32",
  array: "u32",
  resv1: "u32",
}, { ...HEADER, sizeBytes: 40 });

/** Where the parts of the completion ring are. */
export const CQ_OFFSETS = struct("io_cqring_offsets", {
  head: "u32",
  tail: "u32",
  ring_mask: "u32",
  ring_entries: "u32",
  overflow: "u32",
  cqes: "u32",
  flags: "u32",
  resv1: "u32",
}, { ...HEADER, sizeBytes: 40 });

/** What io_uring_setup(2) takes and answers; the two structs of offsets are its end. */
export const URING_PARAMS = struct("io_uring_params", {
  sq_entries: "u32",
  cq_entries: "u32",
  flags: "u32",
  sq_thread_cpu: "u32",
  sq_thread_idle: "u32",
  features: "u32",
  wq_fd: "u32",
  resv: "u32[3]",
  sq_off: "u8[40]",
  cq_off: "u8[40]",
}, HEADER);

/** A submission; of each union the arms that we use. */
export const SQE = struct("io_uring_sqe", {
  opcode: "u8",
  flags: "u8",
  ioprio: "u16",
  fd: "i32",
  off: "u64",
  addr: "u64",
  len: "u32",
  msg_flags: "u32",
  user_data: "u64",
  buf_index: "u16",
  personality: "u16",
  file_index: "u32",
  addr3: "u64",
}, { ...HEADER, sizeBytes: 64 });

/** A completion. */
export const CQE = struct(
  "io_uring_cqe",
  { user_data: "u64", res: "i32", flags: "u32" },
  HEADER,
);

/** The timeout of a wait, handed to io_uring_enter(2). */
export const GETEVENTS_ARG = struct(
  "io_uring_getevents_arg",
  { sigmask: "u64", sigmask_sz: "u32", ts: "u64" },
  HEADER,
);

/** Seconds and nanoseconds as the kernel has them on every architecture. */
export const KERNEL_TIMESPEC = struct(
  "__kernel_timespec",
  { tv_sec: "i64", tv_nsec: "i64" },
  HEADER,
);

/** The head of the answer to IORING_REGISTER_PROBE; {@linkcode PROBE_OP} follow it. */
export const PROBE = struct("io_uring_probe", {
  last_op: "u8",
  ops_len: "u8",
  resv: "u16",
  resv2: "u32[3]",
}, HEADER);

/** What the kernel says of one operation. */
export const PROBE_OP = struct(
  "io_uring_probe_op",
  { op: "u8", resv: "u8", flags: "u16", resv2: "u32" },
  HEADER,
);

/**
 * Only what liburing exports with a public signature: `struct io_uring` is its own business and
 * differs between versions, so the rings are mapped from `io_uring_params` instead.
 */
const SYMBOLS = {
  // int io_uring_setup(unsigned int entries, struct io_uring_params *p)
  io_uring_setup: { parameters: ["u32", "u64"], result: "i32" },
  // int io_uring_enter2(unsigned int fd, unsigned int to_submit, unsigned int min_complete,
  //   unsigned int flags, sigset_t *sig, size_t sz)
  io_uring_enter2: { parameters: ["u32", "u32", "u32", "u32", "u64", "u64"], result: "i32" },
  // int io_uring_register(unsigned int fd, unsigned int opcode, const void *arg,
  //   unsigned int nr_args)
  io_uring_register: { parameters: ["u32", "u32", "u64", "u32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The functions of liburing that we call. */
export type Liburing = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

let opened: Liburing | undefined;

/**
 * liburing of this thread, opened when first used.
 *
 * @throws {LibraryMissing} when it is not installed, or older than 2.3.
 */
export function liburing(): Liburing {
  opened ??= openLibrary("liburing.so.2", {
    symbols: SYMBOLS,
    cure: "install version 2.3 or newer with `apt-get install liburing2`",
  }).symbols;
  return opened;
}

/** Calls in the kernel's place, for what it cannot be made to do; each as documented there. */
export interface UringStandIn {
  /** Fills `params.view`. Returns a descriptor, which the caller closes, or -errno. */
  setup?(entryCount: number, params: UringParams): number;
  enter?: Liburing["io_uring_enter2"];
  register?(fd: number, request: RegisterRequest): number;
}

let standIn: UringStandIn | undefined;

/**
 * Has `calls` stand in for liburing's on this thread until disposal; a ring opened meanwhile keeps
 * `enter` for its life. For checks.
 */
export function standInForUring(calls: UringStandIn): Disposable {
  const before = standIn;
  standIn = calls;
  return { [Symbol.dispose]: () => standIn = before };
}

/** What a ring that is opened now enters by. @throws {LibraryMissing} see {@linkcode liburing}. */
export function enterCall(): Pick<Liburing, "io_uring_enter2"> {
  const enter = standIn?.enter;
  return enter === undefined ? liburing() : { io_uring_enter2: enter };
}

/**
 * Sets a ring up; `params` at `address` say how, and tell afterwards where its parts are.
 *
 * @throws {SysError} with cause and cure.
 */
export function setupUring(entryCount: number, params: UringParams): OwnedFd {
  const result = standIn?.setup?.(entryCount, params) ??
    liburing().io_uring_setup(entryCount, params.address);
  if (result >= 0) return new OwnedFd(result);
  throw new SysError("io_uring_setup", -result, explainSetup(-result, entryCount));
}

/** `struct io_uring_params` in native memory. */
export interface UringParams {
  readonly address: Address;
  readonly view: StructView<keyof typeof URING_PARAMS.fields>;
}

/** Why io_uring_setup(2) refuses, and what mends it. */
export const SETUP_REFUSALS: Readonly<Record<number, { reason: string; cure: string }>> = {
  [ERRNO.EPERM]: {
    reason: "io_uring is disabled, or a container's seccomp profile forbids it",
    cure: "`sysctl kernel.io_uring_disabled=0`, or allow io_uring_setup in the profile",
  },
  [ERRNO.ENOSYS]: {
    reason: "the kernel was built without io_uring, or a seccomp profile hides it",
    cure: "use a kernel with CONFIG_IO_URING, or allow io_uring_setup in the profile",
  },
  [ERRNO.ENOMEM]: {
    reason: "RLIMIT_MEMLOCK is too small for the rings, or memory is short",
    cure: "`ulimit -l unlimited`",
  },
  [ERRNO.EOPNOTSUPP]: {
    reason: "io_uring of this kernel is too old",
    cure: "use Linux 5.11 or newer",
  },
};

/** Cause and cure as one clause, empty where there is none better than the general one. */
export function explainSetup(code: number, entryCount: number): string {
  if (code === ERRNO.EINVAL) {
    return `${entryCount} entries are not 1 to 32768, or the kernel lacks a flag asked for`;
  }
  const refusal = SETUP_REFUSALS[code];
  return refusal ? `${refusal.reason}; ${refusal.cure}` : "";
}

/**
 * Calls io_uring_register(2). Returns its result.
 *
 * @throws {SysError} with errno.
 */
export function registerUring(fd: number, request: RegisterRequest): number {
  const { opcode, argument, argumentCount } = request;
  const result = standIn?.register?.(fd, request) ??
    liburing().io_uring_register(fd, opcode, argument, argumentCount);
  return check("io_uring_register", result);
}

/** What {@linkcode registerUring} takes. */
export interface RegisterRequest {
  /** IORING_REGISTER_… */
  readonly opcode: number;
  readonly argument: Address;
  readonly argumentCount: number;
  /** The memory of `argument`, where the kernel answers in it. */
  readonly bytes?: Uint8Array;
}
