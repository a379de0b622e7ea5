/** The ring of one sender: chains of linked sends, and the completions of each. @module */
import { EPOLLIN } from "../../ffi/epoll.ts";
import { EventFd } from "../../ffi/eventfd.ts";
import { dup, OwnedFd } from "../../ffi/fd.ts";
import { registerUring, SQE } from "../../ffi/liburing.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { IOVEC } from "../../ffi/message.ts";
import { MSG_NOSIGNAL, MSG_WAITALL } from "../../ffi/socket_constants.ts";
import { StructView } from "../../ffi/struct.ts";
import { Uring } from "../../ffi/uring.ts";
import * as C from "../../ffi/uring_constants.ts";
import { writeWord64 } from "../../ffi/words.ts";
import type { BufferPool } from "../buffer_pool.ts";
import { enterPatiently } from "../ring/patience.ts";

/** Sends that one submit can carry. */
export const BATCH = 64;

/**
 * One thread; completions when we enter. Not DEFER_TASKRUN: with it, the next send of a chain would
 * wait for one more call each, where now the whole chain runs before the submit returns.
 */
export const SENDER_FLAGS = C.IORING_SETUP_SINGLE_ISSUER | C.IORING_SETUP_COOP_TASKRUN |
  C.IORING_SETUP_TASKRUN_FLAG | C.IORING_SETUP_SUBMIT_ALL;

const OPCODE = SQE.fields.opcode.offset;
const SQE_FLAGS = SQE.fields.flags.offset;
const IOPRIO = SQE.fields.ioprio.offset;
const FD = SQE.fields.fd.offset >> 2;
const ADDRESS = SQE.fields.addr.offset >> 2;
const LENGTH = SQE.fields.len.offset >> 2;
const MESSAGE_FLAGS = SQE.fields.msg_flags.offset >> 2;
const USER_DATA = SQE.fields.user_data.offset >> 2;

/** What a completion is of; in the upper half of its user data. */
export const OF_SEND = 1;
export const OF_CLOSE = 2;
export const OF_CANCEL = 3;
/** Where the upper half has the attempt of a send, above its kind. */
const ATTEMPT_SHIFT = 8;
const KIND_MASK = (1 << ATTEMPT_SHIFT) - 1;

/** The kind in the upper half of a completion's user data. */
export function kindOf(userDataHigh: number): number {
  return userDataHigh & KIND_MASK;
}

/** The attempt in it. */
export function attemptOf(userDataHigh: number): number {
  return userDataHigh >>> ATTEMPT_SHIFT;
}

/** What {@linkcode SenderRing} takes. */
export interface SenderRingOptions {
  /** A connected socket that blocks, borrowed. */
  readonly fd: number;
  /** What is sent from, borrowed. */
  readonly pool: BufferPool;
  /** The most sends in flight, for the room of the completion ring. */
  readonly maxInFlight: number;
  /** Whether the pool is made known to the ring, once. */
  readonly registersPool: boolean;
}

/**
 * A ring that sends from one pool to one socket, and hears of a close by an eventfd.
 *
 * Ownership: owns ring and eventfd; borrows socket and pool, which must live until the last
 * completion. Belongs to one thread; only `closeFd` may be used from another.
 */
export class SenderRing implements Disposable {
  readonly uring: Uring;
  readonly closeFd: number;
  /**
   * A descriptor of our own: a request names its file by number when it starts, links late in a
   * chain too, and the owner's number may be a stranger's by then.
   */
  readonly fd: number;
  readonly #stack: DisposableStack;
  readonly #words: Uint32Array<ArrayBuffer>;
  readonly #poolAddress: number;
  readonly #bufferBytes: number;
  readonly #zeroCopyFlags: number;

  /** @throws {SysError} when ring, descriptor or locked memory is refused; nothing stays open. */
  constructor({ fd, pool, maxInFlight, registersPool }: SenderRingOptions) {
    using stack = new DisposableStack();
    // a send without a copy completes twice; room too for the close and a cancellation
    const cqEntryCount = Math.max(2 * maxInFlight + 2, BATCH); // fewer than submissions is EINVAL
    this.uring = stack.use(Uring.open({ entryCount: BATCH, cqEntryCount, flags: SENDER_FLAGS }));
    this.closeFd = stack.use(new EventFd()).fd;
    this.#words = new Uint32Array(this.uring.sqes.buffer, this.uring.sqes.byteOffset);
    this.fd = stack.use(new OwnedFd(dup(fd))).fd;
    this.#poolAddress = Number(pool.address(0)); // exact: programs live below 2^53
    this.#bufferBytes = pool.bufferBytes;
    if (registersPool) registerPool(this.uring.fd, pool);
    this.#zeroCopyFlags = C.IORING_SEND_ZC_REPORT_USAGE |
      (registersPool ? C.IORING_RECVSEND_FIXED_BUF : 0);
    const word = this.#queue(C.IORING_OP_POLL_ADD, OF_CLOSE);
    this.#words[word + FD] = this.closeFd;
    this.#words[word + MESSAGE_FLAGS] = EPOLLIN;
    this.uring.submit();
    this.#stack = stack.move();
  }

  /** Queues a send behind those before, linked to the next one where it is not the last. */
  pushSend(sequence: number, payload: QueuedPayload): void {
    const { buffer, offsetBytes, payloadBytes, zeroCopy, isLast } = payload;
    const word = this.#queue(zeroCopy ? C.IORING_OP_SEND_ZC : C.IORING_OP_SEND, OF_SEND);
    const byte = word << 2;
    if (!isLast) this.uring.sqes[byte + SQE_FLAGS] = C.IOSQE_IO_LINK;
    if (zeroCopy) this.uring.sqes[byte + IOPRIO] = this.#zeroCopyFlags;
    this.#words[word + FD] = this.fd;
    const address = this.#poolAddress + buffer * this.#bufferBytes + offsetBytes;
    writeWord64(this.#words, word + ADDRESS, address);
    this.#words[word + LENGTH] = payloadBytes;
    // whole or not at all: a short send would not stop the next one of the chain
    this.#words[word + MESSAGE_FLAGS] = MSG_WAITALL | MSG_NOSIGNAL;
    this.#words[word + USER_DATA] = sequence;
    this.#words[word + USER_DATA + 1] = OF_SEND | payload.attempt << ATTEMPT_SHIFT;
  }

  /**
   * Takes back what a submit did not take of a chain: later it would not wait for what was taken.
   * Returns how many sends.
   */
  retract(): number {
    const count = this.uring.unsubmitted;
    if (count > 0) this.uring.retract();
    return count;
  }

  /** Submits and waits for one completion; what the kernel refuses for the moment stays queued. */
  enterPatiently(timeoutMs: number): void {
    enterPatiently(this.uring, timeoutMs);
  }

  /** Cancels all that is in flight; each still completes. */
  cancelAll(): void {
    const word = this.#queue(C.IORING_OP_ASYNC_CANCEL, OF_CANCEL);
    this.#words[word + FD] = -1;
    this.#words[word + MESSAGE_FLAGS] = C.IORING_ASYNC_CANCEL_ALL | C.IORING_ASYNC_CANCEL_ANY;
    this.enterPatiently(0);
  }

  /** Closes the ring. Sends in flight are cancelled, but not waited for. */
  [Symbol.dispose](): void {
    this.#stack.dispose();
  }

  /** A zeroed slot with its operation: where it starts, in words. There is room: see BATCH. */
  #queue(opcode: number, kind: number): number {
    const byte = this.uring.acquireSqe();
    if (byte < 0) throw new Error("Cannot queue a request: the submission queue is full");
    this.uring.sqes[byte + OPCODE] = opcode;
    const word = byte >> 2;
    this.#words[word + USER_DATA + 1] = kind;
    return word;
  }
}

/** A send that waits for its chain: reused for each, so that none is made. */
export interface QueuedPayload {
  readonly buffer: number;
  readonly offsetBytes: number;
  readonly payloadBytes: number;
  readonly zeroCopy: boolean;
  /** Whether it ends its chain. */
  readonly isLast: boolean;
  /** Which attempt of it this is, 24 bits. */
  readonly attempt: number;
}

/** Pins the pool once, as the ring's buffer 0, in place of each send. */
function registerPool(ringFd: number, pool: BufferPool): void {
  using memory = NativeMemory.map({ sizeBytes: IOVEC.sizeBytes });
  const iovec = new StructView(IOVEC, memory.bytes);
  iovec.set64("iov_base", pool.address(0));
  iovec.set64("iov_len", BigInt(pool.bufferBytes * pool.bufferCount));
  registerUring(ringFd, {
    opcode: C.IORING_REGISTER_BUFFERS,
    argument: memory.address,
    argumentCount: 1,
  });
}
