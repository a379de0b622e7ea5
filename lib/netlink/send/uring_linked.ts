/** A stream by io_uring with a chain of linked operations in flight, one for each frame. @module */
import { ERRNO } from "../../../ffi/errno.ts";
import { MSG_NOSIGNAL, MSG_WAITALL } from "../../../ffi/socket_constants.ts";
import { IORING_OP_SENDMSG, IOSQE_IO_LINK } from "../../../ffi/uring_constants.ts";
import type { OperationName } from "../../../ffi/uring_probe.ts";
import { Unavailable } from "../../errors.ts";
import type { SinkTraits } from "../../implementation.ts";
import { isRefusal } from "../../ring/patience.ts";
import { OPERATION } from "../../ring/request_id.ts";
import { probeRing, type Request, URING_KERNEL } from "../../ring/request_ring.ts";
import {
  checkSendInput,
  DEFAULT_BATCH,
  type SendImplementation,
  type SendInput,
} from "./contract.ts";
import { MessageQueue } from "./message_queue.ts";
import { RingSender } from "./ring_sender.ts";
import { IN_FLIGHT_PER_QUEUED } from "./sender.ts";

const OPERATIONS: readonly OperationName[] = ["IORING_OP_SENDMSG"];

/**
 * The sender of {@linkcode uringLinked}. A link starts when the one before it has ended, and
 * MSG_WAITALL makes that mean "is sent whole"; so there is one chain at a time, and frames taken
 * meanwhile are the next one. Messages are used round, `first` is the oldest not done.
 *
 * With DEFER_TASKRUN each link is a task of its own, so every enter asks for as many completions as
 * there are links: it goes on until the chain has ended, or the socket is full.
 */
class UringLinkedSender extends RingSender {
  readonly #messages: MessageQueue;
  readonly #addresses: Float64Array<ArrayBuffer>;
  readonly #request: Request;
  #first = 0;
  /** Links of the chain without a completion. */
  #flying = 0;
  #flushing = false;

  constructor(input: Required<SendInput>) {
    super(input, { operations: OPERATIONS });
    this.#request = {
      opcode: IORING_OP_SENDMSG,
      fd: this.socketFd,
      length: 1,
      messageFlags: MSG_NOSIGNAL | MSG_WAITALL,
    };
    try {
      this.#messages = new MessageQueue({ messageCount: this.cap, framed: true });
    } catch (error) {
      super.free();
      throw error;
    }
    this.#addresses = Float64Array.from(
      { length: this.cap },
      (_, index) => Number(this.#messages.address(index)),
    );
  }

  send(bufferIndex: number, offsetBytes: number, payloadBytes: number): number {
    if (!this.admit(bufferIndex, offsetBytes, payloadBytes)) return 0;
    const index = (this.#first + this.#flying + this.queued) % this.cap;
    this.#messages.fill(index, bufferIndex, this.address, payloadBytes);
    this.queued++;
    this.take(payloadBytes);
    return payloadBytes;
  }

  flush(): void {
    this.collect(); // what ended makes room for what is next
    if (!this.isOpen) return;
    this.#flushing = this.queued > 0;
    this.#start();
  }

  protected override get runCount(): number {
    return this.#flying;
  }

  /** As ever, and starts the chain that could not be started when the one before it ended. */
  protected override collect(): void {
    super.collect();
    this.#start();
  }

  /** A link that is not whole ends the stream; the kernel cancels the links behind it. */
  protected override complete(slot: number, result: number): void {
    this.#flying--;
    const isWhole = result === this.#messages.bytesLeft(slot);
    this.#first = (this.#first + 1) % this.cap;
    if (isWhole) this.#end(slot, this.#messages.payloadBytes[slot]!);
    else {
      const failure = result < 0 ? result : -ERRNO.ECANCELED;
      if (this.isOpen && this.broken === 0) this.broken = result < 0 ? -result : ERRNO.EPIPE;
      this.#end(slot, failure);
    }
    if (this.#flying > 0) return;
    if (this.broken !== 0) this.#dropQueue(-this.broken);
    try {
      this.#start();
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }

  protected override handBack(): void {
    this.#flushing = false;
    this.#dropQueue(-ERRNO.ETIME);
  }

  protected override freeMessages(): void {
    this.#messages?.[Symbol.dispose](); // not there when opening failed
  }

  /** Submits what is queued as one chain, when it shall fly and nothing else does. */
  #start(): void {
    if (this.#flying > 0 || !this.#flushing || !this.isOpen || this.queued === 0) return;
    this.#flushing = false;
    while (this.queued > 0) {
      const index = (this.#first + this.#flying) % this.cap;
      const place = this.ring.push(
        OPERATION.sendLinked,
        index,
        this.#request,
        this.#addresses,
        index,
      );
      if (this.queued > 1) this.ring.setFlags(place, IOSQE_IO_LINK);
      this.queued--;
      this.#flying++;
    }
    try {
      this.uring.submit(this.#flying);
    } finally {
      this.#takeBack();
    }
  }

  /** What the kernel did not take of a chain would not wait for the rest: it is the next chain. */
  #takeBack(): void {
    const count = this.ring.retract();
    if (count === 0) return;
    this.#flying -= count;
    this.queued += count;
    this.#flushing = true;
  }

  /** Gives back the queue, which lies behind what flies. */
  #dropQueue(result: number): void {
    for (let place = 0; place < this.queued; place++) {
      this.#end((this.#first + this.#flying + place) % this.cap, result);
    }
    this.queued = 0;
  }

  #end(index: number, result: number): void {
    this.finish(this.#messages.buffers[index]!, this.#messages.payloadBytes[index]!, result);
  }
}

const traits: SinkTraits = {
  release: "completion",
  batched: true,
  maxInFlight: IN_FLIGHT_PER_QUEUED * DEFAULT_BATCH,
  ordered: true,
  shortSends: false,
  closeMode: "cancels",
  asksZeroCopy: false,
  thread: "owner",
  minimumKernel: URING_KERNEL,
  needsKernel: true,
  ring: true,
};

/** One chain of IOSQE_IO_LINK per flush; streams only. */
export const uringLinked: SendImplementation = {
  name: "uring_linked",
  summary: "a chain of linked sends per flush; streams only",
  source: "https://man7.org/linux/man-pages/man7/io_uring_linked_requests.7.html",
  traits,
  probe: () => probeRing(OPERATIONS),
  open(input) {
    if (input.kind !== "stream") {
      throw new Unavailable(
        "Cannot open uring_linked for datagrams: they need no order to be kept",
      );
    }
    return new UringLinkedSender(checkSendInput(input));
  },
};
