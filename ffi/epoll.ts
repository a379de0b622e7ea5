/** epoll: waits for descriptors, with nothing allocated per wait. @module */
import { ERRNO, SysError } from "./errno.ts";
import { checked, errno, type Libc, libc } from "./libc.ts";
import { NativeMemory } from "./memory.ts";
import { closeFd } from "./fd.ts";
import { struct, StructView } from "./struct.ts";

/** sys/epoll.h */
export const EPOLLIN = 0x001;
export const EPOLLOUT = 0x004;
export const EPOLLERR = 0x008;
export const EPOLLHUP = 0x010;
export const EPOLLRDHUP = 0x2000;
export const EPOLLET = 0x80000000;
export const EPOLL_CTL_ADD = 1;
export const EPOLL_CTL_DEL = 2;
export const EPOLL_CTL_MOD = 3;
export const EPOLL_CLOEXEC = 0x80000;

/** What {@linkcode Epoll.wait} returns when a signal ended it: -EINTR. */
export const INTERRUPTED = -ERRNO.EINTR;

/** Packed on x86-64 only (EPOLL_PACKED in linux/eventpoll.h), so `data` moves. */
const PACKED = Deno.build.arch === "x86_64";

/** One event: which descriptor, told by `data`, and what it is ready for. */
export const EPOLL_EVENT = struct("epoll_event", { events: "u32", data: "u64" }, {
  header: "sys/epoll.h",
  at: { data: PACKED ? 4 : 8 },
  sizeBytes: PACKED ? 12 : 16,
});

const STRIDE_WORDS = EPOLL_EVENT.sizeBytes / 4;
const EVENTS_WORD = EPOLL_EVENT.fields.events.offset / 4;
const DATA_WORD = EPOLL_EVENT.fields.data.offset / 4;
const TIMEOUT_MAX_MS = 0x7fffffff;

/** What {@linkcode Epoll.open} takes. */
export interface EpollOptions {
  /** The most events that one wait reports. @default {16} */
  readonly eventCount?: number;
}

/** What {@linkcode Epoll.add} and {@linkcode Epoll.modify} take. */
export interface Interest {
  /** EPOLL bits. */
  readonly events: number;
  /** What {@linkcode Epoll.data} gives back, 0 to 2^32 - 1. */
  readonly data: number;
}

/**
 * An epoll instance with its event array in native memory.
 *
 * Ownership: owns the epoll descriptor and the array; borrows the descriptors added, which may be
 * closed before it. Belongs to one thread.
 */
export class Epoll implements Disposable {
  /** The epoll descriptor itself: it can be polled too. */
  readonly fd: number;
  readonly #eventCount: number;
  readonly #memory: NativeMemory;
  readonly #address: bigint;
  readonly #words: Uint32Array;
  readonly #request: StructView<"events" | "data">;
  readonly #requestAddress: bigint;
  readonly #libc: Libc;
  #open = true;

  private constructor(fd: number, memory: NativeMemory, eventCount: number) {
    this.fd = fd;
    this.#eventCount = eventCount;
    this.#memory = memory;
    this.#address = memory.address;
    const { bytes } = memory;
    this.#words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
    // the slot behind the array carries the requests of epoll_ctl
    const requestOffset = eventCount * EPOLL_EVENT.sizeBytes;
    this.#request = new StructView(EPOLL_EVENT, bytes, requestOffset);
    this.#requestAddress = memory.at(requestOffset);
    this.#libc = libc();
  }

  /**
   * Opens an instance, close-on-exec.
   *
   * @throws {SysError} from epoll_create1(2), EMFILE above all; nothing stays open.
   */
  static open(options: EpollOptions = {}): Epoll {
    const { eventCount = 16 } = options;
    if (!Number.isSafeInteger(eventCount) || eventCount < 1) {
      throw new RangeError(`Cannot open epoll for ${eventCount} events: at least 1 is needed`);
    }
    const fd = checked("epoll_create1", (c) => c.epoll_create1(EPOLL_CLOEXEC));
    try {
      const sizeBytes = (eventCount + 1) * EPOLL_EVENT.sizeBytes;
      return new Epoll(fd, NativeMemory.map({ sizeBytes }), eventCount);
    } catch (error) {
      closeFd(fd);
      throw error;
    }
  }

  /** Adds a descriptor. @throws {SysError} EEXIST when it is in already, EPERM for plain files. */
  add(fd: number, interest: Interest): void {
    this.#control(EPOLL_CTL_ADD, fd, interest);
  }

  /** Changes what a descriptor is watched for. @throws {SysError} ENOENT when it is not in. */
  modify(fd: number, interest: Interest): void {
    this.#control(EPOLL_CTL_MOD, fd, interest);
  }

  /** Takes a descriptor out. @throws {SysError} ENOENT when it is not in. */
  remove(fd: number): void {
    this.#control(EPOLL_CTL_DEL, fd, { events: 0, data: 0 });
  }

  /**
   * Blocks until a descriptor is ready. Returns how many are, 0 at the end of `timeoutMs`, or
   * {@linkcode INTERRUPTED}. A fraction is rounded up, so that a deadline is never met early;
   * negative and `Infinity` wait for ever; the longest timed wait is 24 days.
   *
   * @throws {SysError} from epoll_wait(2), but never EINTR.
   */
  wait(timeoutMs: number): number {
    const ms = timeoutMs < 0 || timeoutMs === Infinity
      ? -1
      : Math.min(Math.ceil(timeoutMs), TIMEOUT_MAX_MS);
    errno(); // maps the cell before the call
    const count = this.#libc.epoll_wait(this.fd, this.#address, this.#eventCount, ms);
    if (count >= 0) return count;
    const code = errno();
    if (code === ERRNO.EINTR) return INTERRUPTED;
    throw new SysError("epoll_wait", code);
  }

  /** The `data` of a ready descriptor, by its place in the last wait. */
  data(index: number): number {
    return this.#words[index * STRIDE_WORDS + DATA_WORD]!;
  }

  /** The EPOLL bits of a ready descriptor, by its place in the last wait. */
  events(index: number): number {
    return this.#words[index * STRIDE_WORDS + EVENTS_WORD]!;
  }

  /** Closes the instance; what was added stays open. Harmless when repeated. */
  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    closeFd(this.fd);
    this.#memory[Symbol.dispose]();
  }

  #control(operation: number, fd: number, interest: Interest): void {
    if (!this.#open) throw new Error("Cannot change an epoll set: it was closed");
    this.#request.set("events", interest.events);
    this.#request.set64("data", BigInt(interest.data));
    checked("epoll_ctl", (c) => c.epoll_ctl(this.fd, operation, fd, this.#requestAddress));
  }
}
