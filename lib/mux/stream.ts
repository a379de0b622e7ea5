/** One stream of a connection: sends and receives messages, and ends in two steps. @module */
import { MORE } from "./assembler/contract.ts";
import { Canceled, SendEnded, StreamClosed, textOfError } from "./errors.ts";
import { CANCEL, CLOSE, CLOSE_SEND, ERROR, type Frame, WINDOW_UPDATE } from "./frame.ts";
import { ENDED, type MessageQueue, type QueueOutcome, TAKEN } from "./queue/contract.ts";
import { SendLane } from "./send_lane.ts";
import { Signal } from "./signal.ts";
import type { StreamParts } from "./stream_parts.ts";
import { encodeGrant, ReceiveWindow, SendWindow } from "./window.ts";

const NOTHING_BYTES = new Uint8Array(0);
const SETTLED = Promise.resolve();

/** The end of the peer's messages that is no error. */
const END_OF_STREAM: unique symbol = Symbol("end of stream");

/**
 * A stream. It is *terminated* when neither side sends any more, whatever the reason, and
 * *finished* once those who waited have returned, no message is held, and those that may still be
 * taken were taken.
 *
 * Ownership: a message taken is the caller's to read until `done`. Disposal cancels what is not
 * terminated, and gives up what was not taken; it resolves when the stream is finished.
 */
export class Stream implements AsyncDisposable {
  readonly id: number;
  readonly name: string;
  readonly metadata: Uint8Array;
  readonly #parts: StreamParts;
  readonly #queue: MessageQueue;
  readonly #lane: SendLane;
  readonly #receiveWindow: ReceiveWindow | undefined;
  readonly #fin = new Signal();
  /** Whether the peer knows of it: what it does not know of needs no end. */
  #isInvoked = false;
  #isTerminated = false;
  #isFinished = false;
  /** Whether what is queued is given up. */
  #isDropped = false;
  #cause: unknown = undefined;
  #discardedBytes = 0;

  constructor(parts: StreamParts) {
    this.id = parts.id;
    this.name = parts.name;
    this.metadata = parts.metadata;
    this.#parts = parts;
    this.#queue = parts.queue;
    const { windowBytes } = parts;
    const window = windowBytes > 0 ? new SendWindow(windowBytes) : undefined;
    if (windowBytes > 0) this.#receiveWindow = new ReceiveWindow(windowBytes);
    this.#lane = new SendLane({ ...parts, owner: this, window, onIdle: () => this.#settle() });
  }

  /** Neither side sends any more. */
  get isTerminated(): boolean {
    return this.#isTerminated;
  }

  /** Nothing of it is left. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Why it was terminated; undefined before, and when both sides ended their sends. */
  get cause(): unknown {
    return this.#cause;
  }

  /** Where the message taken lies. */
  get bytes(): Uint8Array {
    return this.#queue.bytes;
  }
  get offset(): number {
    return this.#queue.offset;
  }
  get length(): number {
    return this.#queue.length;
  }

  /** Why there is nothing more to take, after ENDED; undefined at the end of a stream. */
  get reason(): unknown {
    if (this.#isDropped) return this.#cause;
    const { reason } = this.#queue;
    return reason === END_OF_STREAM ? undefined : reason;
  }

  /**
   * Sends a message: undefined when it was taken at once, a promise when one must wait. The payload
   * stays as it is until then. Sends of a stream go out in the order of their calls.
   *
   * @throws what ended the sends, {@linkcode SendEnded} after `closeSend`; or the promise rejects
   * with it.
   */
  send(
    payload: Uint8Array,
    offset = 0,
    length: number = payload.length - offset,
  ): undefined | Promise<void> {
    return this.#lane.send(payload, offset, length);
  }

  /** Takes the next message: TAKEN, NOTHING, or ENDED, when `reason` says why. */
  take(): QueueOutcome {
    if (this.#isDropped || this.#isFinished) return ENDED;
    const outcome = this.#queue.take();
    if (outcome === ENDED) this.#settle();
    return outcome;
  }

  /** Resolves when a take may succeed, or there is nothing more to come. */
  filled(): Promise<void> {
    return this.#isDropped || this.#isFinished ? SETTLED : this.#queue.filled();
  }

  /** Ends the hold of the message taken. */
  done(): void {
    const { length } = this.#queue;
    this.#queue.done();
    if (this.#isTerminated) this.#settle();
    else this.#consume(length);
  }

  /** The next message as a copy; undefined at the end of the stream. @throws what ended it. */
  async receive(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    for (;;) {
      const outcome = this.take();
      if (outcome === TAKEN) {
        const message = this.bytes.slice(this.offset, this.offset + this.length);
        this.done();
        return message as Uint8Array<ArrayBuffer>;
      }
      if (outcome === ENDED) {
        if (this.reason === undefined) return undefined;
        throw this.reason;
      }
      await this.filled();
    }
  }

  /** Ends this side's sends, behind those that wait. Harmless when repeated. */
  closeSend(): undefined | Promise<void> {
    return this.#lane.close(() => {
      if (this.#isTerminated) return;
      this.#writeEnd(CLOSE_SEND);
      if (this.#queue.isClosed) this.#terminate(undefined, new SendEnded("Cannot send: it ended"));
    });
  }

  /** Ends the stream in order; sends that wait are refused. Harmless when terminated. */
  close(): void {
    if (this.#isTerminated) return;
    this.#writeEnd(CLOSE);
    const reason = new StreamClosed(`Stream ${this.id} was closed here`);
    this.#terminate(reason, reason);
  }

  /** Ends the stream with an error that the peer is told of. Harmless when terminated. */
  fail(error: unknown): void {
    if (this.#isTerminated) return;
    const { framePayloadBytesMax } = this.#parts;
    const text = new TextEncoder().encode(textOfError(error));
    const payload = text.subarray(0, framePayloadBytesMax);
    this.#writeEnd(ERROR, payload);
    this.#terminate(error, error);
  }

  /**
   * Ends the stream at once: who waits gets the reason, frames that wait are not written, and what
   * is queued is given up. Harmless when terminated.
   */
  cancel(reason: unknown = new Canceled(`Stream ${this.id} was canceled`)): void {
    if (this.#isTerminated) return;
    this.#isDropped = true;
    this.#terminate(reason, reason);
    this.#writeEnd(CANCEL);
  }

  /** Resolves when it is finished. */
  async finished(): Promise<void> {
    while (!this.#isFinished) await this.#fin.wait();
  }

  /** Gives up what was not taken, so that it can finish. */
  release(): void {
    if (this.#isFinished) return;
    this.cancel();
    this.#isDropped = true;
    this.#cause ??= new StreamClosed(`Stream ${this.id} was released`);
    this.#settle();
  }

  /** Ends a hold too. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.release();
    if (this.#queue.isHeld) this.done();
    await this.finished();
  }

  /** For the connection: the peer is told of the stream, and of an end that came since. */
  markInvoked(): void {
    this.#isInvoked = true;
    if (this.#isTerminated) this.#writeEnd(CANCEL);
    else if (this.#lane.isClosed) this.#writeEnd(CLOSE_SEND);
  }

  /** For the connection: takes a frame of a message. Returns whether that is whole. */
  assemble(frame: Frame): boolean {
    const { assembler } = this.#parts;
    const isWhole = assembler.add(frame) !== MORE;
    if (assembler.discardedBytes > this.#discardedBytes) {
      const discarded = assembler.discardedBytes - this.#discardedBytes;
      this.#discardedBytes = assembler.discardedBytes;
      this.#consume(discarded);
    }
    return isWhole;
  }

  /** For the connection: offers the message assembled. */
  offer(): QueueOutcome {
    const { assembler } = this.#parts;
    return this.#queue.offer(assembler.buffer, assembler.length);
  }

  /** For the connection: resolves when an offer may succeed. */
  room(): Promise<void> {
    return this.#queue.room();
  }

  /** For the connection: the peer sends no more. */
  endReceive(): void {
    this.#queue.close(END_OF_STREAM);
    if (this.#lane.isClosed) this.#terminate(undefined, new SendEnded("Cannot send: it ended"));
  }

  /** For the connection: the peer closed the stream. */
  endByClose(): void {
    if (this.#isTerminated) return;
    this.#queue.close(END_OF_STREAM);
    this.#terminate(undefined, new StreamClosed(`Stream ${this.id} was closed by its peer`));
  }

  /** For the connection: the stream ended with an error; messages before it can be taken. */
  endByError(error: unknown): void {
    this.#terminate(error, error);
  }

  /** For the connection: the peer canceled the stream. */
  endByCancel(): void {
    if (this.#isTerminated) return;
    this.#isDropped = true;
    const reason = new Canceled(`Stream ${this.id} was canceled by its peer`);
    this.#terminate(reason, reason);
  }

  /** For the connection: the peer grants so many bytes. */
  grant(sizeBytes: number): void {
    this.#lane.grant(sizeBytes);
  }

  #consume(sizeBytes: number): void {
    if (this.#receiveWindow === undefined || this.#queue.isClosed) return;
    const grant = this.#receiveWindow.consume(sizeBytes);
    if (grant > 0) this.#lane.writeControl(WINDOW_UPDATE, encodeGrant(grant));
  }

  #writeEnd(kind: number, payload: Uint8Array = NOTHING_BYTES): void {
    if (this.#isInvoked) this.#lane.writeControl(kind, payload);
  }

  /** The first step: neither side sends any more. */
  #terminate(cause: unknown, sendReason: unknown): void {
    if (this.#isTerminated) return;
    this.#isTerminated = true;
    this.#cause = cause;
    this.#lane.end(sendReason);
    this.#parts.assembler[Symbol.dispose]();
    this.#queue.close(cause ?? END_OF_STREAM);
    this.#settle();
  }

  /** The second step, when the time for it has come: nothing of it is left. */
  #settle(): void {
    if (!this.#isTerminated || this.#isFinished || this.#queue.isHeld || this.#lane.isBusy) return;
    if (!this.#isDropped && this.#queue.depth > 0) return;
    this.#isFinished = true;
    try {
      this.#queue[Symbol.dispose]();
    } finally {
      this.#parts.onFinished();
      this.#fin.wake();
    }
  }
}
