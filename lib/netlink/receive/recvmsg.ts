/** The baseline: one system call for each datagram, into one buffer. @module */
import { ERRNO, SysError } from "../../../ffi/errno.ts";
import { MessageVector } from "../../../ffi/message.ts";
import { MSG_DONTWAIT, MSG_TRUNC } from "../../../ffi/socket_constants.ts";
import { recvmsg as callRecvmsg } from "../../../ffi/transfer.ts";
import { AVAILABLE, type Traits } from "../../implementation.ts";
import { CLOSED, DATA, EMPTY, type Outcome, OVERRUN } from "../../outcome.ts";
import {
  checkReceiveInput,
  type ReceiveImplementation,
  type ReceiveInput,
  type ReceiveSource,
} from "./contract.ts";
import { PlainReceiver } from "./plain_receiver.ts";

/** The receiver of {@linkcode recvmsg}. */
export class RecvmsgReceiver extends PlainReceiver implements ReceiveSource {
  readonly #message: MessageVector;
  readonly #header: bigint;

  constructor(input: ReceiveInput) {
    const { fd, bufferBytes, checked } = checkReceiveInput(input);
    super({ fd, bufferCount: 1, strideBytes: bufferBytes, checked });
    try {
      this.#message = new MessageVector({ messageCount: 1 });
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
    this.#message.setIovec(0, 0, this.addressOf(0), bufferBytes);
    this.#header = this.#message.address(0);
  }

  /** Nothing is read ahead. */
  get remaining(): number {
    return 0;
  }

  next(): Outcome {
    if (!this.isOpen) return CLOSED;
    for (;;) {
      const count = callRecvmsg(this.fd, this.#header, MSG_DONTWAIT);
      if (count >= 0) {
        this.endViews();
        const truncated = (this.#message.messageFlags(0) & MSG_TRUNC) !== 0;
        this.deliver(0, count, truncated);
        this.ledger.release(1);
        return DATA;
      }
      if (count === -ERRNO.EAGAIN) return EMPTY;
      if (count === -ERRNO.ENOBUFS) {
        this.ledger.overruns++;
        return OVERRUN;
      }
      if (count !== -ERRNO.EINTR) throw new SysError("recvmsg", -count);
    }
  }

  /** Ends the views; the buffer is filled anew by the next `next` in any case. */
  commit(): void {
    this.endViews();
    this.poison(0);
  }

  protected override isAhead(): boolean {
    return false;
  }

  protected override hasRoom(): boolean {
    return true;
  }

  protected override free(): void {
    super.free();
    this.#message?.[Symbol.dispose](); // not there when opening failed
  }
}

const traits: Traits = {
  style: "cursor",
  release: "record",
  copies: true,
  discardsVisible: false,
  busy: "empty",
  heldWait: "not_applicable",
  maxInFlight: 1,
  ordered: true,
  closeMode: "keeps_memory",
  thread: "owner",
  minimumKernel: "3.0",
  needsKernel: true,
};

/** One recvmsg(2) per datagram; what was handed out is overwritten by the next one. */
export const recvmsg: ReceiveImplementation = {
  name: "recvmsg",
  summary: "one system call per datagram, into one buffer",
  source: "https://man7.org/linux/man-pages/man2/recvmsg.2.html",
  traits,
  probe: () => AVAILABLE,
  open: (input) => new RecvmsgReceiver(input),
};
