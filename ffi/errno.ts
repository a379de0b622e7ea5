/** Errors of system calls: which call, which errno, why most likely, and what mends it. @module */

/** The errno values that the kernel gives us, by number (asm-generic/errno.h). */
export const ERRNO_NAMES: Readonly<Record<number, string>> = {
  1: "EPERM",
  2: "ENOENT",
  3: "ESRCH",
  4: "EINTR",
  5: "EIO",
  7: "E2BIG",
  9: "EBADF",
  10: "ECHILD",
  11: "EAGAIN",
  12: "ENOMEM",
  13: "EACCES",
  14: "EFAULT",
  16: "EBUSY",
  17: "EEXIST",
  19: "ENODEV",
  20: "ENOTDIR",
  22: "EINVAL",
  23: "ENFILE",
  24: "EMFILE",
  25: "ENOTTY",
  28: "ENOSPC",
  29: "ESPIPE",
  32: "EPIPE",
  34: "ERANGE",
  38: "ENOSYS",
  61: "ENODATA",
  62: "ETIME",
  71: "EPROTO",
  75: "EOVERFLOW",
  77: "EBADFD",
  88: "ENOTSOCK",
  90: "EMSGSIZE",
  91: "EPROTOTYPE",
  92: "ENOPROTOOPT",
  93: "EPROTONOSUPPORT",
  95: "EOPNOTSUPP",
  97: "EAFNOSUPPORT",
  98: "EADDRINUSE",
  99: "EADDRNOTAVAIL",
  100: "ENETDOWN",
  101: "ENETUNREACH",
  103: "ECONNABORTED",
  104: "ECONNRESET",
  105: "ENOBUFS",
  106: "EISCONN",
  107: "ENOTCONN",
  110: "ETIMEDOUT",
  111: "ECONNREFUSED",
  113: "EHOSTUNREACH",
  114: "EALREADY",
  115: "EINPROGRESS",
  125: "ECANCELED",
  524: "ENOTSUPP",
};

/** errno by name, for comparisons: `error.errno === ERRNO.EAGAIN`. */
export const ERRNO = {
  EPERM: 1,
  ENOENT: 2,
  ESRCH: 3,
  EINTR: 4,
  EBADF: 9,
  ECHILD: 10,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EBUSY: 16,
  EEXIST: 17,
  ENODEV: 19,
  EINVAL: 22,
  EMFILE: 24,
  ENOSPC: 28,
  EPIPE: 32,
  ENOSYS: 38,
  ETIME: 62,
  EPROTO: 71,
  ENOTSOCK: 88,
  EMSGSIZE: 90,
  ENOPROTOOPT: 92,
  EOPNOTSUPP: 95,
  EADDRINUSE: 98,
  ECONNRESET: 104,
  ENOBUFS: 105,
  ENOTCONN: 107,
  ETIMEDOUT: 110,
  ECONNREFUSED: 111,
  EINPROGRESS: 115,
  ECANCELED: 125,
} as const;

/** What most likely went wrong, and what mends it; keyed by call and errno, then by errno alone. */
const HINTS: Readonly<Record<string, string>> = {
  "bpf EPERM":
    "the process lacks CAP_BPF, or RLIMIT_MEMLOCK is too small on a kernel before 5.11; " +
    "run as root or grant CAP_BPF and CAP_PERFMON",
  "bpf EINVAL": "the kernel does not know this map type, program or flag; a newer kernel may",
  "perf_event_open EACCES": "kernel.perf_event_paranoid forbids it; " +
    "run as root, grant CAP_PERFMON or `sysctl kernel.perf_event_paranoid=1`",
  "perf_event_open EPERM": "kernel.perf_event_paranoid forbids it; " +
    "run as root, grant CAP_PERFMON or `sysctl kernel.perf_event_paranoid=1`",
  "perf_event_open ENOENT": "the kernel or the hypervisor has no such event",
  "io_uring_queue_init EPERM": "io_uring is disabled; `sysctl kernel.io_uring_disabled=0`",
  "io_uring_queue_init ENOMEM": "RLIMIT_MEMLOCK is too small; raise it with `ulimit -l`",
  "io_uring_queue_init ENOSYS": "the kernel was built without io_uring",
  "unshare EPERM": "the process lacks CAP_SYS_ADMIN; run as root",
  "socket EPERM": "the process lacks CAP_NET_RAW; run as root",
  "socket EPROTONOSUPPORT": "the kernel was built without this protocol",
  "mmap EPERM": "the kernel allows only a read-only mapping of these pages",
  "mmap ENOMEM": "out of memory, or too many mappings (vm.max_map_count)",
  EADDRINUSE: "another socket has this address; bind to port 0 for a free one",
  ECONNREFUSED: "nobody listens there",
  EMFILE: "too many open files; raise the limit with `ulimit -n`",
  EAGAIN: "nothing to do right now; wait and try again",
};

/** A system call that failed: which one, with what errno, and the likely cause and cure. */
export class SysError extends Error {
  override readonly name = "SysError";
  /** The call, by its C name. */
  readonly call: string;
  /** The errno, positive. */
  readonly errno: number;

  constructor(call: string, errno: number, detail = "") {
    const code = ERRNO_NAMES[errno] ?? `errno ${errno}`;
    const hint = detail || HINTS[`${call} ${code}`] || HINTS[code] || "";
    super(`Cannot ${call}: ${code}${hint && ` (${hint})`}`);
    this.call = call;
    this.errno = errno;
  }

  /** The errno's name, `EAGAIN`. */
  get code(): string {
    return ERRNO_NAMES[this.errno] ?? `errno ${this.errno}`;
  }
}

/**
 * Returns `result` unless it is a negated errno, as liburing and raw interfaces return it.
 *
 * @throws {SysError} with that errno.
 */
export function check(call: string, result: number): number {
  if (result < 0) throw new SysError(call, -result);
  return result;
}
