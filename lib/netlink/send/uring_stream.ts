/** A stream by io_uring with one operation in flight: all frames queued meanwhile are the next. @module */
import { ERRNO } from "../../../ffi/errno.ts";
import { MSG_NOSIGNAL, MSG_WAITALL } from "../../../ffi/socket_constants.ts";
import { IORING_OP_SENDMSG } from "../../../ffi/uring_constants.ts";
import type { OperationName } from "../../../ffi/uring_probe.ts";
import { OPERATION } from "../../ring/request_id.ts";
import type { Request } from "../../ring/request_ring.ts";
import type { SendInput } from "./contract.ts";
import { GatheredFrames } from "./gathered_frames.ts";
import { RingSender } from "./ring_sender.ts";
import { isFull } from "./sender.ts";

/** The operations of {@linkcode UringStreamSender}. */
export const STREAM_OPERATIONS: readonly OperationName[] = ["IORING_OP_SENDMSG"];

/**
 * Several operations in flight on one stream overtake each other as soon as the socket is full, and
 * each may be cut short. So there is one, with all frames of a flush; what it leaves is sent by
 * the next.
 */
export class UringStreamSender extends RingSender {
  readonly #request: Request;
  /** Those in flight, and those queued behind them. */
  #flying: GatheredFrames;
  #queue: GatheredFrames;
  #isFlying = false;
  #flushing = false;

  constructor(input: Required<SendInput>) {
    super(input, { operations: STREAM_OPERATIONS });
    this.#request = {
      opcode: IORING_OP_SENDMSG,
      fd: this.socketFd,
      length: 1,
      messageFlags: MSG_NOSIGNAL | MSG_WAITALL,
    };
    try {
      using stack = new DisposableStack();
      this.#flying = stack.use(new GatheredFrames(this.batch));
      this.#queue = new GatheredFrames(this.batch);
      stack.move();
    } catch (error) {
      super.free();
      throw error;
    }
  }

  send(bufferIndex: number, offsetBytes: number, payloadBytes: number): number {
    if (!this.admit(bufferIndex, offsetBytes, payloadBytes)) return 0;
    this.#queue.add(bufferIndex, this.address, payloadBytes);
    this.queued++;
    this.take(payloadBytes);
    return payloadBytes;
  }

  flush(): void {
    this.collect(); // what ended makes room for what is next
    if (!this.isOpen) return;
    this.#flushing = this.queued > 0;
    this.#start();
    this.uring.submit();
  }

  protected override complete(_slot: number, result: number): void {
    this.#isFlying = false;
    if (result > 0) this.#flying.advance(result);
    if (this.#flying.isSent) this.#land(0);
    else if (!this.isOpen) this.#land(-ERRNO.ECANCELED);
    else if (result > 0 || isFull(-result)) this.#fly();
    else this.#break(result);
    this.#start();
  }

  protected override handBack(): void {
    this.#flushing = false;
    this.#dropQueue(-ERRNO.ETIME);
  }

  protected override freeMessages(): void {
    this.#flying?.[Symbol.dispose](); // neither is there when opening failed
    this.#queue?.[Symbol.dispose]();
  }

  /** Makes the queue fly, when it shall and nothing else does. */
  #start(): void {
    if (this.#isFlying || !this.#flushing || !this.isOpen) return;
    const landed = this.#flying; // destructuring would make an array for it
    this.#flying = this.#queue;
    this.#queue = landed;
    this.#flushing = false;
    this.queued = 0;
    this.#fly();
  }

  #fly(): void {
    this.#isFlying = true;
    this.ring.push(OPERATION.sendStream, 0, this.#request, this.#flying.address);
  }

  /** Books the frames that flew; those not sent whole with `failure`. */
  #land(failure: number): void {
    const frames = this.#flying;
    const whole = frames.wholeCount;
    for (let index = 0; index < frames.count; index++) {
      const payloadBytes = frames.payloadBytes[index]!;
      this.finish(frames.buffers[index]!, payloadBytes, index < whole ? payloadBytes : failure);
    }
    frames.clear();
  }

  #break(result: number): void {
    this.broken = -result || ERRNO.EPIPE;
    this.#land(-this.broken);
    this.#flushing = false;
    this.#dropQueue(-this.broken);
  }

  #dropQueue(result: number): void {
    const frames = this.#queue;
    for (let index = 0; index < frames.count; index++) {
      this.finish(frames.buffers[index]!, frames.payloadBytes[index]!, result);
    }
    frames.clear();
    this.queued = 0;
  }
}
