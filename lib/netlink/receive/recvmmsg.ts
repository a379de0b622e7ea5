/** Many datagrams with one system call, into a ring of buffers. @module */
import { ERRNO, SysError } from "../../../ffi/errno.ts";
import { MessageVector } from "../../../ffi/message.ts";
import { MSG_DONTWAIT, MSG_TRUNC } from "../../../ffi/socket_constants.ts";
import { recvmmsg as callRecvmmsg } from "../../../ffi/transfer.ts";
import { CapReached } from "../../errors.ts";
import { AVAILABLE, type Traits } from "../../implementation.ts";
import { CLOSED, DATA, EMPTY, type Outcome, OVERRUN } from "../../outcome.ts";
import {
  checkReceiveInput,
  DEFAULT_BATCH,
  type ReceiveImplementation,
  type ReceiveInput,
  type ReceiveSource,
} from "./contract.ts";
import { PlainReceiver } from "./plain_receiver.ts";

/**
 * The receiver of {@linkcode recvmmsg}.
 *
 * Buffers are used round: those from `released` to `handed` are held, those up to `filled` wait to
 * be handed out. All three count upwards and start from 0 again whenever nothing is in between, so
 * that a call normally has all buffers in one piece.
 */
export class RecvmmsgReceiver extends PlainReceiver implements ReceiveSource {
  readonly #messages: MessageVector;
  readonly #batch: number;
  #released = 0;
  #handed = 0;
  #filled = 0;

  constructor(input: ReceiveInput) {
    const { fd, bufferBytes, batch, checked } = checkReceiveInput(input);
    super({ fd, bufferCount: batch, strideBytes: bufferBytes, checked });
    this.#batch = batch;
    try {
      this.#messages = new MessageVector({ messageCount: batch });
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
    for (let slot = 0; slot < batch; slot++) {
      this.#messages.setIovec(slot, 0, this.addressOf(slot), bufferBytes);
    }
  }

  get remaining(): number {
    let total = 0;
    for (let at = this.#handed; at < this.#filled; at++) {
      total += this.#messages.messageBytes(at % this.#batch);
    }
    return total;
  }

  next(): Outcome {
    if (!this.isOpen) return CLOSED;
    if (this.#handed === this.#filled) {
      const outcome = this.#fill();
      if (outcome !== DATA) return outcome;
    }
    const slot = this.#handed < this.#batch ? this.#handed : this.#handed - this.#batch;
    this.#handed++;
    const truncated = (this.#messages.messageFlags(slot) & MSG_TRUNC) !== 0;
    this.deliver(slot, this.#messages.messageBytes(slot), truncated);
    return DATA;
  }

  commit(): void {
    this.endViews();
    if (this.checked) {
      for (let at = this.#released; at < this.#handed; at++) this.poison(at % this.#batch);
    }
    this.#released = this.#handed;
    this.ledger.releaseAll();
    if (this.#released === this.#filled) {
      this.#released = 0;
      this.#handed = 0;
      this.#filled = 0;
    } else if (this.#released >= this.#batch) {
      this.#released -= this.#batch;
      this.#handed -= this.#batch;
      this.#filled -= this.#batch;
    }
  }

  override close(): void {
    if (!this.isOpen) return;
    super.close();
    this.ledger.abandoned += this.#filled - this.#handed;
  }

  protected override isAhead(): boolean {
    return this.#handed !== this.#filled;
  }

  protected override hasRoom(): boolean {
    return this.#filled - this.#released < this.#batch;
  }

  protected override free(): void {
    super.free();
    this.#messages?.[Symbol.dispose](); // not there when opening failed
  }

  /** Receives into the free buffers, as many as lie in one piece. */
  #fill(): Outcome {
    const batch = this.#batch;
    const free = batch - (this.#filled - this.#released);
    if (free === 0) {
      throw new CapReached(`Cannot receive a datagram: all ${batch} buffers are held`);
    }
    const first = this.#filled < batch ? this.#filled : this.#filled - batch;
    const count = Math.min(free, batch - first);
    const header = this.#messages.address(first);
    for (;;) {
      const received = callRecvmmsg(this.fd, header, count, MSG_DONTWAIT);
      if (received > 0) {
        this.#filled += received;
        return DATA;
      }
      if (received === -ERRNO.EAGAIN) return EMPTY;
      if (received === -ERRNO.ENOBUFS) {
        this.ledger.overruns++;
        return OVERRUN;
      }
      if (received !== -ERRNO.EINTR) throw new SysError("recvmmsg", -received);
    }
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
  minimumKernel: "3.0",
  needsKernel: true,
};

/** One recvmmsg(2) for as many datagrams as there are buffers. */
export const recvmmsg: ReceiveImplementation = {
  name: "recvmmsg",
  summary: "one system call for a batch of datagrams",
  source: "https://man7.org/linux/man-pages/man2/recvmmsg.2.html",
  traits,
  probe: () => AVAILABLE,
  open: (input) => new RecvmmsgReceiver(input),
};
