/** An io_uring and its requests in flight: what the receivers and senders of a ring share. @module */
import { SQE } from "../../ffi/liburing.ts";
import { Uring } from "../../ffi/uring.ts";
import * as C from "../../ffi/uring_constants.ts";
import type { OperationName } from "../../ffi/uring_probe.ts";
import { writeWord64 } from "../../ffi/words.ts";
import { QueueFull, Unavailable } from "../errors.ts";
import type { Probe } from "../implementation.ts";
import { probeNeeds, requireNeeds, type RingNeeds } from "./needs.ts";
import { enterPatiently } from "./patience.ts";
import { OPERATION, type Operation, RequestTable, userDataHigh } from "./request_id.ts";

/** One thread, completions only inside of our own calls, a flag that says when there are some. */
const FLAGS = C.IORING_SETUP_SINGLE_ISSUER | C.IORING_SETUP_DEFER_TASKRUN |
  C.IORING_SETUP_COOP_TASKRUN | C.IORING_SETUP_TASKRUN_FLAG | C.IORING_SETUP_SUBMIT_ALL;

/** The first kernel with these flags. */
export const URING_KERNEL = "6.1";

/** What every ring here needs, besides its own operations. */
const COMMON: readonly OperationName[] = ["IORING_OP_POLL_ADD", "IORING_OP_ASYNC_CANCEL"];

const ADDRESS = SQE.fields.addr.offset >> 2;
const USER_DATA = SQE.fields.user_data.offset >> 2;
const FD = SQE.fields.fd.offset >> 2;
const LENGTH = SQE.fields.len.offset >> 2;
const MESSAGE_FLAGS = SQE.fields.msg_flags.offset >> 2;
const BUFFER_GROUP = SQE.fields.buf_index.offset >> 2;
const POLLIN = 1;
const SQE_WORDS = SQE.sizeBytes >> 2;
/** For a request that has none. */
const NO_ADDRESS = new Float64Array(1);

/** What {@linkcode RequestRing.open} takes. */
export interface RequestRingOptions {
  /** Requests that one submit can carry. */
  readonly entryCount: number;
  /** Completions that must fit. @default {twice as many as fit in the submission ring} */
  readonly completionCount?: number;
  /** The operations that will be used. */
  readonly operations: readonly OperationName[];
  /** The first request id, for tests of the wrap. @default {1} */
  readonly firstRequestId?: number;
}

/** A request, in numbers: see io_uring_enter(2) on each. */
export interface Request {
  readonly opcode: number;
  readonly fd: number;
  readonly flags?: number;
  readonly ioprio?: number;
  readonly length?: number;
  readonly messageFlags?: number;
  readonly bufferGroup?: number;
}

/** Whether this host has what a ring with `operations` needs, named. */
export function probeRing(operations: readonly OperationName[]): Probe {
  return probeNeeds(needsOf(operations));
}

function needsOf(operations: readonly OperationName[]): RingNeeds {
  return { operations: [...COMMON, ...operations], flags: FLAGS, kernel: URING_KERNEL };
}

/**
 * A ring for one thread. As many requests as its completion ring holds may be in flight, its own
 * polls and cancellations counted in, so that completions never overflow.
 *
 * Ownership: owns the ring. What requests point to must live until {@linkcode RequestTable} says
 * that nothing is in flight: `cancelAll` and take every completion before disposal.
 */
export class RequestRing implements Disposable {
  readonly uring: Uring;
  readonly requests: RequestTable;
  readonly #words: Uint32Array<ArrayBuffer>;

  private constructor(uring: Uring, firstId: number) {
    this.uring = uring;
    this.requests = new RequestTable({ capacity: uring.cqEntryCount, firstId });
    this.#words = new Uint32Array(uring.sqes.buffer, uring.sqes.byteOffset);
  }

  /**
   * Asks the kernel for flags and operations, then opens a ring.
   *
   * @throws {Unavailable} naming what flag or operation is missing, or why there is no io_uring.
   * @throws {SysError} from io_uring_setup(2); nothing stays open.
   */
  static open(options: RequestRingOptions): RequestRing {
    requireNeeds(needsOf(options.operations));
    const { entryCount, completionCount = 0 } = options;
    const cqEntryCount = Math.max(completionCount, 2 * powerOfTwo(entryCount));
    const uring = Uring.open({ entryCount, cqEntryCount, flags: FLAGS });
    return new RequestRing(uring, options.firstRequestId ?? 1);
  }

  /**
   * Queues a request for the next submit. Returns where it lies, for {@linkcode setFlags}. Its
   * address is that at `index` of `addresses`: a number of that size is boxed when it is handed on.
   *
   * @throws {Unavailable} when the ring is closed; nothing was queued.
   * @throws {CapReached} when the completion ring could overflow; nothing was queued.
   * @throws {QueueFull} when the submission ring is full; nothing was queued.
   */
  push(
    operation: Operation,
    slot: number,
    request: Request,
    addresses: Float64Array = NO_ADDRESS,
    index = 0,
  ): number {
    if (this.uring.isClosed) throw new Unavailable("Cannot queue a request: the ring is closed");
    const id = this.requests.acquire(operation, slot);
    const offset = this.uring.acquireSqe();
    if (offset < 0) {
      this.requests.release(id);
      throw new QueueFull(
        `Cannot queue a request: all ${this.uring.sqEntryCount} places are taken; submit first`,
      );
    }
    const { sqes } = this.uring;
    const words = this.#words;
    const word = offset >> 2;
    sqes[offset] = request.opcode;
    sqes[offset + 1] = request.flags ?? 0;
    sqes[offset + 2] = request.ioprio ?? 0;
    words[word + FD] = request.fd;
    writeWord64(words, word + ADDRESS, addresses[index]!);
    words[word + LENGTH] = request.length ?? 0;
    words[word + MESSAGE_FLAGS] = request.messageFlags ?? 0;
    words[word + BUFFER_GROUP] = request.bufferGroup ?? 0;
    words[word + USER_DATA] = id;
    words[word + USER_DATA + 1] = userDataHigh(operation);
    return word / SQE_WORDS;
  }

  /**
   * Takes back what a submit left behind, as if it had not been queued. Returns how many requests.
   * For chains: the rest of one, submitted later, would not wait for its beginning.
   */
  retract(): number {
    const count = this.uring.unsubmitted;
    for (let index = 0; index < count; index++) {
      const word = this.uring.unsubmittedAt(index) >> 2;
      this.requests.release(this.#words[word + USER_DATA]!);
    }
    if (count > 0) this.uring.retract();
    return count;
  }

  /** See {@linkcode enterPatiently}: of a close above all, which cannot be put off. */
  enterToClose(timeoutMs: number, count = 1): void {
    enterPatiently(this.uring, timeoutMs, count);
  }

  /** Changes the IOSQE_ flags of a request queued and not yet submitted. */
  setFlags(place: number, flags: number): void {
    this.uring.sqes[place * SQE.sizeBytes + 1] = flags;
  }

  /** Changes how many bytes a request has, before it is submitted. */
  setLength(place: number, sizeBytes: number): void {
    this.#words[place * SQE_WORDS + LENGTH] = sizeBytes;
  }

  /** Queues a poll that completes once when `fd`, an eventfd, is written to. */
  pushPoll(operation: Operation, fd: number): void {
    this.push(operation, 0, { opcode: C.IORING_OP_POLL_ADD, fd, messageFlags: POLLIN });
  }

  /** Queues the cancellation of all that is in flight; each still completes, mostly ECANCELED. */
  pushCancelAll(): void {
    this.#pushCancel(-1, C.IORING_ASYNC_CANCEL_ANY);
  }

  /** As {@linkcode pushCancelAll}, of what is in flight on the file of `fd` alone. */
  pushCancelOn(fd: number): void {
    this.#pushCancel(fd, C.IORING_ASYNC_CANCEL_FD);
  }

  #pushCancel(fd: number, which: number): void {
    const messageFlags = which | C.IORING_ASYNC_CANCEL_ALL;
    const request = { opcode: C.IORING_OP_ASYNC_CANCEL, fd, messageFlags };
    this.push(OPERATION.cancel, 0, request);
  }

  /** Closes the ring; see Ownership. Harmless when repeated. */
  [Symbol.dispose](): void {
    this.uring[Symbol.dispose]();
  }
}

function powerOfTwo(count: number): number {
  return 2 ** Math.ceil(Math.log2(count));
}
