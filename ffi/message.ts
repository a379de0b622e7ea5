/** Messages for the kernel: headers, iovecs and control space laid out once, in native memory. @module */
import { type Address, NativeMemory } from "./memory.ts";
import { struct, StructView } from "./struct.ts";
import { writeWord64 } from "./words.ts";

/** A piece of memory. */
export const IOVEC = struct("iovec", { iov_base: "pointer", iov_len: "u64" }, {
  header: "sys/uio.h",
});

/** A message: whom to or from, where its bytes are, and its control messages. */
export const MSGHDR = struct("msghdr", {
  msg_name: "pointer",
  msg_namelen: "u32",
  msg_iov: "pointer",
  msg_iovlen: "u64",
  msg_control: "pointer",
  msg_controllen: "u64",
  msg_flags: "i32",
}, { header: "sys/socket.h" });

/** A message of a batch, and how many bytes of it went or came. */
export const MMSGHDR = struct("mmsghdr", { msg_hdr: "u8[56]", msg_len: "u32" }, {
  header: "sys/socket.h",
  sizeBytes: 64,
});

/** What a control message starts with; its data follows, aligned to 8. */
export const CMSGHDR = struct("cmsghdr", {
  cmsg_len: "u64",
  cmsg_level: "i32",
  cmsg_type: "i32",
}, { header: "sys/socket.h" });

const HEADER_WORDS = MMSGHDR.sizeBytes / 4;
const IOVEC_WORDS = IOVEC.sizeBytes / 4;
const IOV_LENGTH = IOVEC.fields.iov_len.offset / 4;
const NAME_LENGTH = MSGHDR.fields.msg_namelen.offset / 4;
const IOVEC_COUNT = MSGHDR.fields.msg_iovlen.offset / 4;
const CONTROL_LENGTH = MSGHDR.fields.msg_controllen.offset / 4;
const FLAGS = MSGHDR.fields.msg_flags.offset / 4;
const MESSAGE_LENGTH = MMSGHDR.fields.msg_len.offset / 4;
const ALIGNMENT = 8;

/** What {@linkcode MessageVector} takes. */
export interface MessageVectorOptions {
  readonly messageCount: number;
  /** The most pieces that one message can have. @default {1} */
  readonly iovecsPerMessage?: number;
  /** Room for control messages, each message its own. @default {0} */
  readonly controlBytes?: number;
  /** Room for an address, each message its own. @default {0} */
  readonly nameBytes?: number;
}

/**
 * `messageCount` messages in a row, as sendmmsg and recvmmsg take them; the start of each serves
 * sendmsg and recvmsg, the iovecs of each serve writev and readv. Nothing is allocated per call:
 * the addresses are bigints made at opening, the rest are numbers.
 *
 * Ownership: owns headers, iovecs, names and control space; borrows the payload that the iovecs
 * point to. All of it must live until the kernel is done, which for io_uring is the completion.
 */
export class MessageVector implements Disposable {
  readonly messageCount: number;
  readonly iovecsPerMessage: number;
  readonly controlBytesPerMessage: number;
  readonly nameBytesPerMessage: number;
  readonly #memory: NativeMemory;
  readonly #words: Uint32Array<ArrayBuffer>;
  readonly #headers: readonly Address[];
  readonly #iovecs: readonly Address[];
  readonly #iovecsWord: number;
  readonly #namesOffset: number;
  readonly #controlOffset: number;

  /** Each message starts with all of its iovecs in use, empty. @throws {SysError} from mmap(2). */
  constructor(options: MessageVectorOptions) {
    const { messageCount, iovecsPerMessage = 1 } = options;
    this.messageCount = messageCount;
    this.iovecsPerMessage = iovecsPerMessage;
    this.controlBytesPerMessage = roundUp(options.controlBytes ?? 0);
    this.nameBytesPerMessage = roundUp(options.nameBytes ?? 0);
    const iovecsOffset = messageCount * MMSGHDR.sizeBytes;
    const iovecBytes = iovecsPerMessage * IOVEC.sizeBytes;
    this.#namesOffset = iovecsOffset + messageCount * iovecBytes;
    this.#controlOffset = this.#namesOffset + messageCount * this.nameBytesPerMessage;
    const sizeBytes = this.#controlOffset + messageCount * this.controlBytesPerMessage;
    this.#memory = NativeMemory.map({ sizeBytes });
    const { bytes } = this.#memory;
    this.#words = new Uint32Array(bytes.buffer, bytes.byteOffset, sizeBytes >> 2);
    this.#iovecsWord = iovecsOffset >> 2;
    const indices = Array.from({ length: messageCount }, (_, index) => index);
    this.#headers = indices.map((index) => this.#memory.at(index * MMSGHDR.sizeBytes));
    this.#iovecs = indices.map((index) => this.#memory.at(iovecsOffset + index * iovecBytes));
    for (const index of indices) this.#layOut(index);
  }

  /** Where a message's header is: a msghdr, and an mmsghdr with those after it. */
  address(index: number): Address {
    return this.#headers[index]!;
  }

  /** Where a message's iovecs are. */
  iovecAddress(index: number): Address {
    return this.#iovecs[index]!;
  }

  /**
   * Points an iovec of a message at a payload. The address is a number, exact since addresses of
   * programs are below 2^53; numbers alone, as this is a data path.
   */
  setIovec(index: number, iovecIndex: number, address: number, sizeBytes: number): void {
    const word = this.#iovecWord(index, iovecIndex);
    writeWord64(this.#words, word, address);
    writeWord64(this.#words, word + IOV_LENGTH, sizeBytes);
  }

  /**
   * Points the first iovec of a message at the address in `cell[0]`: a number of that size, handed
   * on by itself, would be boxed where the call is not inlined.
   */
  pointIovec(index: number, cell: Float64Array, sizeBytes: number): void {
    const word = this.#iovecWord(index, 0);
    writeWord64(this.#words, word, cell[0]!);
    writeWord64(this.#words, word + IOV_LENGTH, sizeBytes);
  }

  /** Changes only how many bytes an iovec has. */
  setIovecSize(index: number, iovecIndex: number, sizeBytes: number): void {
    writeWord64(this.#words, this.#iovecWord(index, iovecIndex) + IOV_LENGTH, sizeBytes);
  }

  /** How many of its iovecs a message uses. */
  setIovecCount(index: number, count: number): void {
    this.#words[index * HEADER_WORDS + IOVEC_COUNT] = count;
  }

  /** How many bytes of a name count: those of the address to send to, 0 for none. */
  setNameSize(index: number, sizeBytes: number): void {
    this.#words[index * HEADER_WORDS + NAME_LENGTH] = sizeBytes;
  }

  /** How many bytes of control messages count. */
  setControlSize(index: number, sizeBytes: number): void {
    this.#words[index * HEADER_WORDS + CONTROL_LENGTH] = sizeBytes;
  }

  /**
   * Makes a message ready to receive again: the kernel has overwritten how much room its name and
   * its control messages have. Not needed where there is neither.
   */
  rearm(index: number): void {
    const word = index * HEADER_WORDS;
    this.#words[word + NAME_LENGTH] = this.nameBytesPerMessage;
    this.#words[word + CONTROL_LENGTH] = this.controlBytesPerMessage;
    this.#words[word + FLAGS] = 0;
  }

  /** How many bytes of a message the last sendmmsg or recvmmsg moved. */
  messageBytes(index: number): number {
    return this.#words[index * HEADER_WORDS + MESSAGE_LENGTH]!;
  }

  /** What a receive said of a message: MSG_TRUNC, MSG_CTRUNC and others. */
  messageFlags(index: number): number {
    return this.#words[index * HEADER_WORDS + FLAGS]!;
  }

  /** How many bytes of control messages a receive wrote. */
  controlBytes(index: number): number {
    return this.#words[index * HEADER_WORDS + CONTROL_LENGTH]!;
  }

  /** How many bytes the address of the sender has. */
  nameBytes(index: number): number {
    return this.#words[index * HEADER_WORDS + NAME_LENGTH]!;
  }

  /** The room for a message's address, in place. Makes an array: not for a data path. */
  name(index: number): Uint8Array<ArrayBuffer> {
    const start = this.#namesOffset + index * this.nameBytesPerMessage;
    return this.#memory.bytes.subarray(start, start + this.nameBytesPerMessage);
  }

  /** The room for a message's control messages, in place. Makes an array. */
  control(index: number): Uint8Array<ArrayBuffer> {
    const start = this.#controlOffset + index * this.controlBytesPerMessage;
    return this.#memory.bytes.subarray(start, start + this.controlBytesPerMessage);
  }

  /** Unmaps. The kernel must be done with all messages. Harmless when repeated. */
  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }

  #iovecWord(index: number, iovecIndex: number): number {
    return this.#iovecsWord + (index * this.iovecsPerMessage + iovecIndex) * IOVEC_WORDS;
  }

  #layOut(index: number): void {
    const header = new StructView(MSGHDR, this.#memory.bytes, index * MMSGHDR.sizeBytes);
    header.set64("msg_iov", this.#iovecs[index]!);
    header.set64("msg_iovlen", BigInt(this.iovecsPerMessage));
    if (this.nameBytesPerMessage > 0) {
      const offset = this.#namesOffset + index * this.nameBytesPerMessage;
      header.set64("msg_name", this.#memory.at(offset));
    }
    if (this.controlBytesPerMessage > 0) {
      const offset = this.#controlOffset + index * this.controlBytesPerMessage;
      header.set64("msg_control", this.#memory.at(offset));
    }
    this.rearm(index);
  }
}

function roundUp(sizeBytes: number): number {
  return Math.ceil(sizeBytes / ALIGNMENT) * ALIGNMENT;
}
