/** Payloads are queued, and a flush hands all of them over with one system call. @module */
import { MSG_DONTWAIT, MSG_NOSIGNAL } from "../../../ffi/socket_constants.ts";
import { sendmmsg as callSendmmsg } from "../../../ffi/transfer.ts";
import { AVAILABLE, type SinkTraits } from "../../implementation.ts";
import {
  checkSendInput,
  DEFAULT_BATCH,
  type SendImplementation,
  type SendInput,
} from "./contract.ts";
import { MessageQueue } from "./message_queue.ts";
import { PlainSender } from "./plain_sender.ts";
import { IN_FLIGHT_PER_QUEUED, isFull } from "./sender.ts";

const FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;

/**
 * The sender of {@linkcode sendmmsg}. Messages are used round: `first` is the oldest queued one.
 *
 * On a stream the kernel ends the call at a message that it took in part (__sys_sendmmsg), so that
 * the rest of it can follow before the next.
 */
export class SendmmsgSender extends PlainSender {
  readonly #messages: MessageQueue;
  #first = 0;

  constructor(input: SendInput) {
    super(checkSendInput(input));
    try {
      this.#messages = new MessageQueue({ messageCount: this.batch, framed: this.isStream });
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  send(bufferIndex: number, offsetBytes: number, payloadBytes: number): number {
    if (!this.admit(bufferIndex, offsetBytes, payloadBytes)) return 0;
    const index = (this.#first + this.queued) % this.batch;
    this.#messages.fill(index, bufferIndex, this.address, payloadBytes);
    this.queued++;
    this.take(payloadBytes);
    return payloadBytes;
  }

  protected override push(): void {
    while (this.queued > 0) {
      const count = Math.min(this.queued, this.batch - this.#first);
      const sent = callSendmmsg(this.fd, this.#messages.address(this.#first), count, FLAGS);
      if (sent > 0) {
        if (!this.#finishSent(sent)) continue;
      } else if (isFull(-sent)) return;
      else this.#fail(sent);
    }
    this.#first = 0; // the next flush has all messages in one piece
  }

  protected override handBack(): void {
    while (this.queued > 0) this.#finishFirst(this.#messages.leftBehind(this.#first));
  }

  protected override free(): void {
    super.free();
    this.#messages?.[Symbol.dispose](); // not there when opening failed
  }

  /** Books what one call sent. Returns whether the last of it is whole. */
  #finishSent(count: number): boolean {
    for (let index = 0; index < count; index++) {
      const sent = this.#messages.messageBytes(this.#first);
      if (this.isStream && this.#messages.advance(this.#first, sent) > 0) return false;
      this.#finishFirst(this.#messages.payloadBytes[this.#first]!);
    }
    return true;
  }

  /** A datagram fails alone; on a stream all behind it would be torn off. */
  #fail(result: number): void {
    if (!this.isStream) return this.#finishFirst(result);
    this.broken = -result;
    while (this.queued > 0) this.#finishFirst(result);
  }

  #finishFirst(result: number): void {
    const index = this.#first;
    this.#first = index + 1 === this.batch ? 0 : index + 1;
    this.queued--;
    this.finish(this.#messages.buffers[index]!, this.#messages.payloadBytes[index]!, result);
  }
}

const traits: SinkTraits = {
  release: "return",
  batched: true,
  maxInFlight: IN_FLIGHT_PER_QUEUED * DEFAULT_BATCH,
  ordered: true,
  shortSends: false,
  closeMode: "drains",
  asksZeroCopy: false,
  thread: "owner",
  minimumKernel: "3.0",
  needsKernel: true,
};

/** One sendmmsg(2) per flush. */
export const sendmmsg: SendImplementation = {
  name: "sendmmsg",
  summary: "one system call per flush",
  source: "https://man7.org/linux/man-pages/man2/sendmmsg.2.html",
  traits,
  probe: () => AVAILABLE,
  open: (input) => new SendmmsgSender(input),
};
