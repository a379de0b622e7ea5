/** Many receives posted on a ring at once, posted again when their buffers are released. @module */
import { MessageVector } from "../../../ffi/message.ts";
import { MSG_TRUNC } from "../../../ffi/socket_constants.ts";
import { IORING_OP_RECVMSG } from "../../../ffi/uring_constants.ts";
import type { OperationName } from "../../../ffi/uring_probe.ts";
import type { Traits } from "../../implementation.ts";
import { DATA, type Outcome } from "../../outcome.ts";
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

/**
 * The receiver of {@linkcode uring}: a receive for each buffer. All of them wait at the socket, so
 * that each datagram wakes each of them: that is what the batch costs where datagrams come singly.
 */
export class PostedReceiver extends UringReceiver implements ReceiveSource {
  readonly #messages: MessageVector;
  readonly #headers: Float64Array<ArrayBuffer>;
  readonly #request: Request;
  readonly #slots: Slots;

  constructor(input: ReceiveInput) {
    const { fd, bufferBytes, batch, checked, firstRequestId } = checkReceiveInput(input);
    super({
      fd,
      bufferCount: batch,
      strideBytes: bufferBytes,
      checked,
      requestCount: batch,
      operations: OPERATIONS,
      firstRequestId,
    });
    this.#request = { opcode: IORING_OP_RECVMSG, fd: this.socketFd, length: 1 };
    this.#slots = new Slots(batch);
    try {
      this.#messages = new MessageVector({ messageCount: batch });
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
    for (let slot = 0; slot < batch; slot++) {
      this.#messages.setIovec(slot, 0, this.addressOf(slot), bufferBytes);
    }
    this.#headers = Float64Array.from(
      { length: batch },
      (_, slot) => Number(this.#messages.address(slot)),
    );
    this.start();
  }

  /** Releases the buffers handed out, and posts them again: submitted with the next enter. */
  commit(): void {
    this.endViews();
    this.ledger.releaseAll();
    while (this.#slots.held > 0) this.poison(this.#slots.release());
    if (this.isOpen) this.post();
  }

  /** Ends the receives in flight; those that had taken a datagram then hand it out. */
  override settle(): boolean {
    const { count, idle, held } = this.#slots;
    return this.endReceives(count - idle - held);
  }

  protected override post(): void {
    while (this.#slots.idle > 0) {
      const slot = this.#slots.nextIdle;
      this.ring.push(OPERATION.receive, slot, this.#request, this.#headers, slot);
      this.#slots.takeIdle(); // not before: the push may have been refused
    }
  }

  protected override allHeld(): boolean {
    return this.#slots.held === this.#slots.count;
  }

  protected override complete(slot: number, result: number): Outcome {
    if (result < 0) {
      this.#slots.putIdle(slot);
      return this.failed(result);
    }
    this.#slots.hold(slot);
    this.deliver(slot, result, (this.#messages.messageFlags(slot) & MSG_TRUNC) !== 0);
    return DATA;
  }

  protected override free(): void {
    super.free();
    if (!this.keepsMemory) this.#messages?.[Symbol.dispose](); // not there when opening failed
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
  // A receive woken in vain 128 times goes to a worker thread, and then races with the others.
  ordered: false,
  closeMode: "keeps_memory",
  thread: "owner",
  minimumKernel: URING_KERNEL,
  needsKernel: true,
  ring: true,
};

/** A batch of posted receives; one io_uring_enter(2) posts, waits and collects. */
export const uring: ReceiveImplementation = {
  name: "uring",
  summary: "a batch of receives posted on a ring",
  source: "https://man7.org/linux/man-pages/man3/io_uring_prep_recvmsg.3.html",
  traits,
  probe: () => probeRing(OPERATIONS),
  open: (input) => new PostedReceiver(input),
};
