/** The error queue of a socket: which zero-copy sends are done, and what else waits there. @module */
import { ERRNO, SysError } from "./errno.ts";
import { CMSGHDR, MSGHDR } from "./message.ts";
import { NativeMemory } from "./memory.ts";
import {
  IP_RECVERR,
  IPV6_RECVERR,
  MSG_CTRUNC,
  MSG_DONTWAIT,
  MSG_ERRQUEUE,
  SOL_IP,
  SOL_IPV6,
} from "./socket_constants.ts";
import { struct, StructView } from "./struct.ts";
import { recvmsg } from "./transfer.ts";

/** linux/errqueue.h: where an error comes from */
export const SO_EE_ORIGIN_ICMP = 2;
export const SO_EE_ORIGIN_ZEROCOPY = 5;
/** In `ee_code`: the kernel copied after all. */
export const SO_EE_CODE_ZEROCOPY_COPIED = 1;

/** One error. For zero copy, `ee_info` to `ee_data` are the ids of the sends that are done. */
export const SOCK_EXTENDED_ERR = struct("sock_extended_err", {
  ee_errno: "u32",
  ee_origin: "u8",
  ee_type: "u8",
  ee_code: "u8",
  ee_pad: "u8",
  ee_info: "u32",
  ee_data: "u32",
}, { header: "linux/errqueue.h" });

const DATA = CMSGHDR.sizeBytes;
const LEVEL_WORD = CMSGHDR.fields.cmsg_level.offset / 4;
const TYPE_WORD = CMSGHDR.fields.cmsg_type.offset / 4;
const CONTROL_LENGTH_WORD = MSGHDR.fields.msg_controllen.offset / 4;
const FLAGS_WORD = MSGHDR.fields.msg_flags.offset / 4;
const ERRNO_WORD = DATA / 4;
const INFO_WORD = (DATA + SOCK_EXTENDED_ERR.fields.ee_info.offset) / 4;
const DATA_WORD = (DATA + SOCK_EXTENDED_ERR.fields.ee_data.offset) / 4;
const ORIGIN_BYTE = DATA + SOCK_EXTENDED_ERR.fields.ee_origin.offset;
const CODE_BYTE = DATA + SOCK_EXTENDED_ERR.fields.ee_code.offset;
const LEAST_BYTES = DATA + SOCK_EXTENDED_ERR.sizeBytes;
const ALIGNMENT = 8;
const CONTROL_BYTES = 512;

/** What {@linkcode ErrorQueue} takes. */
export interface ErrorQueueOptions {
  /** How much room control messages have. @default {512} */
  readonly controlBytes?: number;
  /**
   * Receives a message as recvmsg(2) does, a count or -errno. A script can stand here that writes
   * to {@linkcode ErrorQueue.header} and {@linkcode ErrorQueue.control}. @default {recvmsg}
   */
  readonly receive?: (fd: number, message: bigint, flags: number) => number;
}

/**
 * Reads the error queue of a socket without allocating. `while (queue.read())` takes the
 * notifications one by one, up to EAGAIN; `low`, `high` and `copied` are those of the last.
 *
 * Ownership: owns its native memory, borrows the socket. Belongs to one thread.
 */
export class ErrorQueue implements Disposable {
  /** The header that the kernel fills. */
  readonly header: StructView<keyof typeof MSGHDR.fields>;
  /** The control messages that the kernel writes. */
  readonly control: Uint8Array<ArrayBuffer>;
  readonly #fd: number;
  readonly #memory: NativeMemory;
  readonly #address: bigint;
  readonly #receive: (fd: number, message: bigint, flags: number) => number;
  readonly #headerWords: Uint32Array<ArrayBuffer>;
  readonly #controlWords: Uint32Array<ArrayBuffer>;
  readonly #range = new Uint32Array(2);
  #copied = false;
  #notificationCount = 0;
  #otherCount = 0;
  #lastOtherErrno = 0;
  #truncatedCount = 0;
  #emptyCount = 0;

  /** @throws {SysError} from mmap(2). */
  constructor(fd: number, options: ErrorQueueOptions = {}) {
    const { controlBytes = CONTROL_BYTES, receive = recvmsg } = options;
    this.#fd = fd;
    this.#receive = receive;
    this.#memory = NativeMemory.map({ sizeBytes: MSGHDR.sizeBytes + controlBytes });
    this.#address = this.#memory.address;
    const { bytes } = this.#memory;
    this.control = bytes.subarray(MSGHDR.sizeBytes);
    this.header = new StructView(MSGHDR, bytes);
    if (controlBytes > 0) this.header.set64("msg_control", this.#memory.at(MSGHDR.sizeBytes));
    this.#headerWords = new Uint32Array(bytes.buffer, bytes.byteOffset, MSGHDR.sizeBytes / 4);
    const { control } = this;
    this.#controlWords = new Uint32Array(control.buffer, control.byteOffset, controlBytes >> 2);
  }

  /** The id of the first send that is done. Above `high` where the ids wrapped at 2^32. */
  get low(): number {
    return this.#range[0]!;
  }

  /** The id of the last send that is done, itself included. */
  get high(): number {
    return this.#range[1]!;
  }

  /**
   * Whether the kernel copied, so that these sends gained nothing. It says so of the first ones of
   * the range: a message that lies in the queue is extended by later sends, whatever became of
   * those (skb_zerocopy_notify_extend(), net/core/skbuff.c).
   */
  get copied(): boolean {
    return this.#copied;
  }

  /** How many notifications came. */
  get notificationCount(): number {
    return this.#notificationCount;
  }

  /** How many messages were no zero-copy notification: ICMP, time stamps. */
  get otherCount(): number {
    return this.#otherCount;
  }

  /** The errno of the last of those, positive; 0 where it had none. */
  get lastOtherErrno(): number {
    return this.#lastOtherErrno;
  }

  /** How many messages lost control data: what they said is not known. */
  get truncatedCount(): number {
    return this.#truncatedCount;
  }

  /** How many messages said nothing at all. */
  get emptyCount(): number {
    return this.#emptyCount;
  }

  /**
   * Takes messages up to the next zero-copy notification, counting the others. False where the
   * queue is empty. A message that says nothing ends the reading too, so that a socket which gives
   * no other cannot hold the thread; what lies behind it keeps the socket in EPOLLERR.
   *
   * The error of the connection itself is not touched: see SO_ERROR.
   *
   * @throws {SysError} from recvmsg(2), but never EAGAIN or EINTR.
   */
  read(): boolean {
    for (;;) {
      this.#headerWords[CONTROL_LENGTH_WORD] = this.control.byteLength;
      this.#headerWords[FLAGS_WORD] = 0;
      const result = this.#receive(this.#fd, this.#address, MSG_ERRQUEUE | MSG_DONTWAIT);
      if (result === -ERRNO.EAGAIN) return false;
      if (result === -ERRNO.EINTR) continue;
      if (result < 0) throw new SysError("recvmsg", -result);
      if (this.#take()) return true;
      if (this.#headerWords[CONTROL_LENGTH_WORD] === 0 && !this.#isTruncated()) {
        this.#emptyCount++;
        return false;
      }
    }
  }

  /** Unmaps; the socket stays open. Harmless when repeated. */
  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }

  #isTruncated(): boolean {
    return (this.#headerWords[FLAGS_WORD]! & MSG_CTRUNC) !== 0;
  }

  /** Reads the control messages of one message. Whether a notification was among them. */
  #take(): boolean {
    if (this.#isTruncated()) this.#truncatedCount++;
    const end = Math.min(this.#headerWords[CONTROL_LENGTH_WORD]!, this.control.byteLength);
    let found = false;
    for (let start = 0; start + DATA <= end;) {
      const cmsgBytes = this.#controlWords[start >> 2]!;
      if (cmsgBytes < DATA) break; // nothing of ours: it would not lead on to the next
      if (cmsgBytes >= LEAST_BYTES && start + LEAST_BYTES <= end) {
        found = this.#takeError(start) || found;
      }
      start += (cmsgBytes + ALIGNMENT - 1) & -ALIGNMENT;
    }
    return found;
  }

  #takeError(start: number): boolean {
    const words = this.#controlWords;
    const word = start >> 2;
    const level = words[word + LEVEL_WORD];
    const type = words[word + TYPE_WORD];
    const isError = level === SOL_IP && type === IP_RECVERR ||
      level === SOL_IPV6 && type === IPV6_RECVERR;
    if (!isError) return false;
    const code = words[word + ERRNO_WORD]!;
    if (this.control[start + ORIGIN_BYTE] !== SO_EE_ORIGIN_ZEROCOPY || code !== 0) {
      this.#otherCount++;
      this.#lastOtherErrno = code;
      return false;
    }
    this.#range[0] = words[word + INFO_WORD]!;
    this.#range[1] = words[word + DATA_WORD]!;
    this.#copied = (this.control[start + CODE_BYTE]! & SO_EE_CODE_ZEROCOPY_COPIED) !== 0;
    this.#notificationCount++;
    return true;
  }
}
