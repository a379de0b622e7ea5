/** Several operations in flight on one stream, unlinked: what looks right, and is not. @module */
import { IORING_OP_SENDMSG } from "../../ffi/uring_constants.ts";
import { checkSendInput, type SendInput } from "../../lib/netlink/send/contract.ts";
import { MessageQueue } from "../../lib/netlink/send/message_queue.ts";
import { RingSender } from "../../lib/netlink/send/ring_sender.ts";
import { OPERATION } from "../../lib/ring/request_id.ts";
import type { Request } from "../../lib/ring/request_ring.ts";

/**
 * One operation with header and payload for each frame, all submitted at once, each taken for done
 * when its result is no error. For mutants: the kernel starts the next one when a full socket makes
 * one wait, and completes a send that went out in part.
 */
export class UnlinkedSender extends RingSender {
  readonly #messages: MessageQueue;
  readonly #request: Request;
  readonly #free: number[];

  constructor(input: SendInput, options: { readonly messageFlags: number }) {
    super(checkSendInput(input), { operations: ["IORING_OP_SENDMSG"] });
    const { messageFlags } = options;
    this.#request = { opcode: IORING_OP_SENDMSG, fd: this.socketFd, length: 1, messageFlags };
    this.#messages = new MessageQueue({ messageCount: this.cap, framed: true });
    this.#free = Array.from({ length: this.cap }, (_, index) => this.cap - 1 - index);
  }

  send(bufferIndex: number, offsetBytes: number, payloadBytes: number): number {
    if (!this.admit(bufferIndex, offsetBytes, payloadBytes)) return 0;
    const slot = this.#free.pop()!;
    this.#messages.fill(slot, bufferIndex, this.address, payloadBytes);
    const message = Float64Array.of(Number(this.#messages.address(slot)));
    this.ring.push(OPERATION.sendStream, slot, this.#request, message);
    this.queued++;
    this.take(payloadBytes);
    return payloadBytes;
  }

  flush(): void {
    if (!this.isOpen) return;
    this.uring.submit();
    this.queued = this.uring.unsubmitted;
  }

  protected override complete(slot: number, result: number): void {
    this.#free.push(slot);
    const payloadBytes = this.#messages.payloadBytes[slot]!;
    this.finish(this.#messages.buffers[slot]!, payloadBytes, result < 0 ? result : payloadBytes);
  }

  protected override handBack(): void {
    this.queued = 0;
  }

  protected override freeMessages(): void {
    this.#messages[Symbol.dispose]();
  }
}
