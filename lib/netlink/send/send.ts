/** The baseline: one system call for each payload; on streams it finishes what was cut short. @module */
import { MSG_DONTWAIT, MSG_NOSIGNAL } from "../../../ffi/socket_constants.ts";
import { SysError } from "../../../ffi/errno.ts";
import { sendmsg } from "../../../ffi/transfer.ts";
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
/** The only message there is. */
const ONLY = 0;

/**
 * The sender of {@linkcode send}. sendmsg(2) stands for send(2) and writev(2): it takes flags and
 * two pieces, and needs no new bigint for each payload.
 */
export class SendSender extends PlainSender {
  readonly #message: MessageQueue;
  readonly #header: bigint;

  constructor(input: SendInput) {
    super(checkSendInput(input));
    try {
      this.#message = new MessageQueue({ messageCount: 1, framed: this.isStream });
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
    this.#header = this.#message.address(ONLY);
  }

  /** On a stream a frame that the socket took only in part is taken: the rest goes first. */
  send(bufferIndex: number, offsetBytes: number, payloadBytes: number): number {
    if (this.queued > 0) {
      this.flush();
      if (this.queued > 0) return 0;
    }
    if (!this.admit(bufferIndex, offsetBytes, payloadBytes)) return 0;
    this.#message.fill(ONLY, bufferIndex, this.address, payloadBytes);
    const sent = sendmsg(this.fd, this.#header, FLAGS);
    if (sent < 0) {
      if (isFull(-sent)) return 0;
      throw new SysError("sendmsg", -sent);
    }
    this.take(payloadBytes);
    this.queued++;
    this.#advance(sent);
    this.flushing = this.queued > 0;
    return payloadBytes;
  }

  protected override push(): void {
    while (this.queued > 0) {
      const sent = sendmsg(this.fd, this.#header, FLAGS);
      if (sent >= 0) this.#advance(sent);
      else if (isFull(-sent)) return;
      else {
        this.broken = -sent;
        this.#end(sent);
      }
    }
  }

  protected override handBack(): void {
    if (this.queued > 0) this.#end(this.#message.leftBehind(ONLY));
  }

  protected override free(): void {
    super.free();
    this.#message?.[Symbol.dispose](); // not there when opening failed
  }

  #advance(sent: number): void {
    if (this.#message.advance(ONLY, sent) === 0) this.#end(this.#message.payloadBytes[ONLY]!);
  }

  #end(result: number): void {
    this.queued = 0;
    this.finish(this.#message.buffers[ONLY]!, this.#message.payloadBytes[ONLY]!, result);
  }
}

const traits: SinkTraits = {
  release: "return",
  batched: false,
  maxInFlight: IN_FLIGHT_PER_QUEUED * DEFAULT_BATCH,
  ordered: true,
  shortSends: false,
  closeMode: "drains",
  asksZeroCopy: false,
  thread: "owner",
  minimumKernel: "3.0",
  needsKernel: true,
};

/** One system call per payload. */
export const send: SendImplementation = {
  name: "send",
  summary: "one system call per payload",
  source: "https://man7.org/linux/man-pages/man2/send.2.html",
  traits,
  probe: () => AVAILABLE,
  open: (input) => new SendSender(input),
};
