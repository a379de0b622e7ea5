/** Datagrams by io_uring: queued while they are made, submitted with one enter. @module */
import { MSG_NOSIGNAL } from "../../../ffi/socket_constants.ts";
import { IORING_OP_SEND } from "../../../ffi/uring_constants.ts";
import type { OperationName } from "../../../ffi/uring_probe.ts";
import { OPERATION } from "../../ring/request_id.ts";
import type { SendInput } from "./contract.ts";
import { RingSender } from "./ring_sender.ts";

/** The operations of {@linkcode UringDatagramSender}. */
export const DATAGRAM_OPERATIONS: readonly OperationName[] = ["IORING_OP_SEND"];

/** A request for each datagram. With a full socket several wait in the kernel, in no set order. */
export class UringDatagramSender extends RingSender {
  readonly #request: { opcode: number; fd: number; messageFlags: number; length: number };
  readonly #buffers: Int32Array<ArrayBuffer>;
  readonly #sizes: Int32Array<ArrayBuffer>;
  readonly #free: Int32Array<ArrayBuffer>;
  #freeCount: number;

  constructor(input: Required<SendInput>) {
    super(input, { operations: DATAGRAM_OPERATIONS });
    this.#buffers = new Int32Array(this.cap);
    this.#sizes = new Int32Array(this.cap);
    this.#free = Int32Array.from({ length: this.cap }, (_, index) => this.cap - 1 - index);
    this.#freeCount = this.cap;
    this.#request = {
      opcode: IORING_OP_SEND,
      fd: this.socketFd,
      messageFlags: MSG_NOSIGNAL,
      length: 0,
    };
  }

  send(bufferIndex: number, offsetBytes: number, payloadBytes: number): number {
    if (!this.admit(bufferIndex, offsetBytes, payloadBytes)) return 0;
    const slot = this.#free[this.#freeCount - 1]!;
    this.#request.length = payloadBytes;
    this.ring.push(OPERATION.send, slot, this.#request, this.address);
    this.#freeCount--;
    this.#buffers[slot] = bufferIndex;
    this.#sizes[slot] = payloadBytes;
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
    this.#free[this.#freeCount++] = slot;
    this.finish(this.#buffers[slot]!, this.#sizes[slot]!, result);
  }

  /** What is queued is with the kernel already: it is submitted, then cancelled. */
  protected override handBack(): void {
    this.queued = 0;
  }

  /** There are none: a send points at its payload. */
  protected override freeMessages(): void {}
}
