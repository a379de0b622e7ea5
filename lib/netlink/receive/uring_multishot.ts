/** One receive that goes on completing, into buffers that the kernel picks from a ring. @module */
import { MessageVector } from "../../../ffi/message.ts";
import { MSG_TRUNC } from "../../../ffi/socket_constants.ts";
import { UringBuffers } from "../../../ffi/uring_buffers.ts";
import {
  IORING_CQE_BUFFER_SHIFT,
  IORING_CQE_F_MORE,
  IORING_OP_RECVMSG,
  IORING_RECV_MULTISHOT,
  IOSQE_BUFFER_SELECT,
} from "../../../ffi/uring_constants.ts";
import type { OperationName } from "../../../ffi/uring_probe.ts";
import { ERRNO } from "../../../ffi/errno.ts";
import type { Traits } from "../../implementation.ts";
import { DATA, EMPTY, type Outcome } from "../../outcome.ts";
import { OPERATION } from "../../ring/request_id.ts";
import { probeRing, type Request, URING_KERNEL } from "../../ring/request_ring.ts";
import {
  checkReceiveInput,
  DEFAULT_BATCH,
  type ReceiveImplementation,
  type ReceiveInput,
  type ReceiveSource,
} from "./contract.ts";
import { Slots } from "./slots.ts";
import { UringReceiver } from "./uring_receiver.ts";

const OPERATIONS: readonly OperationName[] = ["IORING_OP_RECVMSG"];
const GROUP = 0;

/** `struct io_uring_recvmsg_out`, in front of each payload: four words, the last one the flags. */
const HEAD_BYTES = 16;
const HEAD_FLAGS_WORD = 3;

/**
 * The receiver of {@linkcode uringMultishot}.
 *
 * The receive ends early when a datagram is empty, the buffers run out or an error comes: then it
 * is armed again. Released buffers are provided just before an enter and at no other time, so that
 * ENOBUFS can be told: with no buffer on offer it means that, otherwise the socket overran.
 */
export class MultishotReceiver extends UringReceiver implements ReceiveSource {
  readonly #message: MessageVector;
  /** Where it lies. */
  readonly #header = new Float64Array(1);
  readonly #buffers: UringBuffers;
  readonly #request: Request;
  readonly #slots: Slots;
  readonly #addresses: Float64Array<ArrayBuffer>;
  readonly #sizeBytes: number;
  readonly #words: Int32Array<ArrayBuffer>;
  /** Buffers that the kernel can pick from. */
  #offered = 0;
  #armed = false;

  constructor(input: ReceiveInput) {
    const { fd, bufferBytes, batch, checked, firstRequestId } = checkReceiveInput(input);
    const strideBytes = HEAD_BYTES + bufferBytes;
    super({
      fd,
      bufferCount: batch,
      strideBytes,
      headBytes: HEAD_BYTES,
      checked,
      requestCount: 1,
      // a multishot receive may complete once for each buffer before it is looked at
      completionCount: batch,
      operations: OPERATIONS,
      firstRequestId,
    });
    this.#slots = new Slots(batch);
    this.#addresses = Float64Array.from({ length: batch }, (_, slot) => this.addressOf(slot));
    this.#sizeBytes = strideBytes;
    this.#words = new Int32Array(this.bytes.buffer);
    this.#request = {
      opcode: IORING_OP_RECVMSG,
      fd: this.socketFd,
      length: 1,
      flags: IOSQE_BUFFER_SELECT,
      ioprio: IORING_RECV_MULTISHOT,
      bufferGroup: GROUP,
    };
    try {
      this.#message = new MessageVector({ messageCount: 1 });
      this.#message.setIovecCount(0, 0);
      this.#header[0] = Number(this.#message.address(0));
      this.#buffers = UringBuffers.register(this.uring.fd, { bufferCount: batch, group: GROUP });
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
    this.start();
  }

  /** Releases the buffers handed out: provided again with the next enter. */
  commit(): void {
    this.endViews();
    this.ledger.releaseAll();
    while (this.#slots.held > 0) this.poison(this.#slots.release());
  }

  protected override post(): void {
    if (this.#slots.idle > 0) {
      while (this.#slots.idle > 0) {
        const slot = this.#slots.takeIdle();
        this.#buffers.provide(slot, this.#addresses, this.#sizeBytes);
        this.#offered++;
      }
      this.#buffers.publish();
    }
    if (this.#armed || this.#offered === 0) return;
    this.ring.push(OPERATION.receiveMultishot, 0, this.#request, this.#header);
    this.#armed = true;
  }

  protected override allHeld(): boolean {
    return this.#slots.held === this.#slots.count;
  }

  protected override complete(_slot: number, result: number, index: number): Outcome {
    const flags = this.uring.cqeFlags(index);
    if ((flags & IORING_CQE_F_MORE) === 0) this.#armed = false;
    if (result < 0) {
      return result === -ERRNO.ENOBUFS && this.#offered === 0 ? EMPTY : this.failed(result);
    }
    const slot = flags >>> IORING_CQE_BUFFER_SHIFT;
    this.#offered--;
    this.#slots.hold(slot);
    const head = (slot * this.#sizeBytes) >> 2;
    const truncated = (this.#words[head + HEAD_FLAGS_WORD]! & MSG_TRUNC) !== 0;
    this.deliver(slot, result - HEAD_BYTES, truncated);
    return DATA;
  }

  protected override free(): void {
    this.#buffers?.[Symbol.dispose](); // not there when opening failed
    super.free();
    if (!this.keepsMemory) this.#message?.[Symbol.dispose]();
  }
}

const traits: Traits = {
  style: "cursor",
  release: "batch",
  copies: false,
  discardsVisible: false,
  busy: "empty",
  heldWait: "not_applicable",
  maxInFlight: DEFAULT_BATCH,
  ordered: true,
  closeMode: "keeps_memory",
  thread: "owner",
  minimumKernel: URING_KERNEL,
  needsKernel: true,
  ring: true,
};

/** A multishot receive over a ring of provided buffers. */
export const uringMultishot: ReceiveImplementation = {
  name: "uring_multishot",
  summary: "one multishot receive; the kernel picks the buffers",
  source: "https://man7.org/linux/man-pages/man3/io_uring_prep_recvmsg_multishot.3.html",
  traits,
  probe: () => probeRing(OPERATIONS),
  open: (input) => new MultishotReceiver(input),
};
