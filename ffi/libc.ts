/** libc: the prototypes we call, opened once per thread and only when first used. @module */
import { SysError } from "./errno.ts";

/**
 * C prototypes. 64-bit values go as `u64` and take a bigint (a number leaves V8's fast path and
 * costs 75 ns or more); memory that outlives the call goes as a bigint address.
 */
const SYMBOLS = {
  // int *__errno_location(void)
  __errno_location: { parameters: [], result: "pointer" },
  // void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)
  mmap: { parameters: ["u64", "u64", "i32", "i32", "i32", "i64"], result: "i64" },
  // int munmap(void *addr, size_t length)
  munmap: { parameters: ["u64", "u64"], result: "i32" },
  // int mprotect(void *addr, size_t len, int prot)
  mprotect: { parameters: ["u64", "u64", "i32"], result: "i32" },
  // int madvise(void *addr, size_t length, int advice)
  madvise: { parameters: ["u64", "u64", "i32"], result: "i32" },
  // void *memcpy(void *dest, const void *src, size_t n)
  memcpy: { parameters: ["u64", "u64", "u64"], result: "void" },
  // int open(const char *path, int flags, mode_t mode)
  open: { parameters: ["buffer", "i32", "u32"], result: "i32" },
  // int close(int fd)
  close: { parameters: ["i32"], result: "i32" },
  // ssize_t read(int fd, void *buf, size_t count)
  read: { parameters: ["i32", "u64", "u64"], result: "i64" },
  // ssize_t read(int fd, void *buf, size_t count), into JavaScript memory
  read_buffer: { name: "read", parameters: ["i32", "buffer", "u64"], result: "i64" },
  // ssize_t write(int fd, const void *buf, size_t count)
  write: { parameters: ["i32", "u64", "u64"], result: "i64" },
  // int fcntl(int fd, int op, int arg)
  fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
  // int dup(int oldfd)
  dup: { parameters: ["i32"], result: "i32" },
  // int ftruncate(int fd, off_t length)
  ftruncate: { parameters: ["i32", "i64"], result: "i32" },
  // int memfd_create(const char *name, unsigned int flags)
  memfd_create: { parameters: ["buffer", "u32"], result: "i32" },
  // int eventfd(unsigned int initval, int flags)
  eventfd: { parameters: ["u32", "i32"], result: "i32" },
  // int eventfd_write(int fd, eventfd_t value)
  eventfd_write: { parameters: ["i32", "u64"], result: "i32" },
  // int eventfd_read(int fd, eventfd_t *value)
  eventfd_read: { parameters: ["i32", "u64"], result: "i32" },
  // int epoll_create1(int flags)
  epoll_create1: { parameters: ["i32"], result: "i32" },
  // int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)
  epoll_ctl: { parameters: ["i32", "i32", "i32", "u64"], result: "i32" },
  // int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout)
  epoll_wait: { parameters: ["i32", "u64", "i32", "i32"], result: "i32" },
  // int prctl(int op, unsigned long arg2, unsigned long arg3, unsigned long arg4, unsigned long arg5)
  prctl: { parameters: ["i32", "u64", "u64", "u64", "u64"], result: "i32" },
  // pid_t getpid(void)
  getpid: { parameters: [], result: "i32" },
  // pid_t getppid(void)
  getppid: { parameters: [], result: "i32" },
  // pid_t gettid(void)
  gettid: { parameters: [], result: "i32" },
  // int kill(pid_t pid, int sig)
  kill: { parameters: ["i32", "i32"], result: "i32" },
  // int sched_setaffinity(pid_t pid, size_t cpusetsize, const cpu_set_t *mask)
  sched_setaffinity: { parameters: ["i32", "u64", "buffer"], result: "i32" },
  // int sched_getaffinity(pid_t pid, size_t cpusetsize, cpu_set_t *mask)
  sched_getaffinity: { parameters: ["i32", "u64", "buffer"], result: "i32" },
  // int clock_gettime(clockid_t clockid, struct timespec *tp)
  clock_gettime: { parameters: ["i32", "u64"], result: "i32" },
  // int clock_nanosleep(clockid_t clockid, int flags, const struct timespec *t, struct timespec *remain)
  clock_nanosleep: { parameters: ["i32", "i32", "u64", "u64"], result: "i32" },
  // int getrusage(int who, struct rusage *usage)
  getrusage: { parameters: ["i32", "u64"], result: "i32" },
  // int getrlimit(int resource, struct rlimit *rlim)
  getrlimit: { parameters: ["i32", "buffer"], result: "i32" },
  // int setrlimit(int resource, const struct rlimit *rlim)
  setrlimit: { parameters: ["i32", "buffer"], result: "i32" },
  // int unshare(int flags)
  unshare: { parameters: ["i32"], result: "i32" },
  // int setns(int fd, int nstype)
  setns: { parameters: ["i32", "i32"], result: "i32" },
  // int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data)
  mount: { parameters: ["buffer", "buffer", "buffer", "u64", "u64"], result: "i32" },
  // long sysconf(int name)
  sysconf: { parameters: ["i32"], result: "i64" },
  // int ioctl(int fd, unsigned long op, void *argp)
  ioctl: { parameters: ["i32", "u64", "u64"], result: "i32" },
  // int ioctl(int fd, unsigned long op, void *argp), with JavaScript memory that it only reads
  ioctl_buffer: { name: "ioctl", parameters: ["i32", "u64", "buffer"], result: "i32" },
  // long syscall(SYS_perf_event_open, struct perf_event_attr *a, pid_t, int cpu, int group_fd, ulong flags)
  perf_event_open: {
    name: "syscall",
    parameters: ["i64", "buffer", "i32", "i32", "i32", "u64"],
    result: "i64",
  },
  // long syscall(SYS_fsopen, const char *fsname, unsigned int flags)
  fsopen: { name: "syscall", parameters: ["i64", "buffer", "u32"], result: "i64" },
  // long syscall(SYS_fsconfig, int fd, unsigned int cmd, const char *key, const void *value, int aux)
  fsconfig: {
    name: "syscall",
    parameters: ["i64", "i32", "u32", "u64", "u64", "i32"],
    result: "i64",
  },
  // long syscall(SYS_fsmount, int fs_fd, unsigned int flags, unsigned int attr_flags)
  fsmount: { name: "syscall", parameters: ["i64", "i32", "u32", "u32"], result: "i64" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The functions of libc that we call. */
export type Libc = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

let opened: Libc | undefined;

/** libc of this thread; the library stays open until the thread ends, as libc itself does. */
export function libc(): Libc {
  opened ??= Deno.dlopen("libc.so.6", SYMBOLS).symbols;
  return opened;
}

let errnoCell: Int32Array | undefined;

/**
 * errno of this thread. Right only in the statement after the call: nothing between the two may
 * call into libc.
 */
export function errno(): number {
  if (!errnoCell) {
    const pointer = libc().__errno_location();
    if (pointer === null) throw new Error("Cannot find errno: libc returned no address");
    errnoCell = new Int32Array(Deno.UnsafePointerView.getArrayBuffer(pointer, 4));
  }
  return errnoCell[0]!;
}

/** Sets errno of this thread, as what stands in for a call does when it fails. For checks. */
export function setErrno(code: number): void {
  errno();
  errnoCell![0] = code;
}

/**
 * Calls libc and returns its result, throwing where it is -1.
 *
 * @throws {SysError} with errno.
 */
export function checked(call: string, invoke: (symbols: Libc) => number): number {
  const symbols = libc();
  errno(); // maps the cell before the call, so that reading it after costs no call
  const result = invoke(symbols);
  if (result === -1) throw new SysError(call, errno());
  return result;
}

/** A NUL-terminated C string in JavaScript memory, for calls that only read it. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text + "\0");
}
