/** The sends of one stream: in the order of their calls, cut into frames, as far as credit goes. @module */
import { SendEnded } from "./errors.ts";
import { type FrameHeader, MESSAGE, WINDOW_UPDATE } from "./frame.ts";
import type { SendWindow } from "./window.ts";
import type { FrameWriter, WriteOwner } from "./writer/contract.ts";

/** A number is used once, and the end of a stream has one too: the last that fits the wire. */
const MESSAGE_MAX = Number.MAX_SAFE_INTEGER - 1;

/** What a lane is made of. */
export interface SendLaneParts {
  readonly id: number;
  readonly writer: FrameWriter;
  readonly framePayloadBytesMax: number;
  /** Whose frames they are, for the writer. */
  readonly owner: WriteOwner;
  readonly window: SendWindow | undefined;
  /** The number of the message before the first one. @default {0} */
  readonly lastMessage?: number;
  /** Called whenever the last send that waited has returned. */
  readonly onIdle: () => void;
}

/**
 * Sends one message after the other; nothing is allocated for one that is taken at once, up to the
 * 2^31st message of a stream: numbers above are boxed.
 */
export class SendLane {
  readonly #parts: SendLaneParts;
  readonly #header: FrameHeader;
  /** What the next send waits for, when one waits. */
  #last: Promise<void> | undefined;
  #waitingCount = 0;
  #isClosing = false;
  #isClosed = false;
  #hasEnded = false;
  #reason: unknown = undefined;

  constructor(parts: SendLaneParts) {
    this.#parts = parts;
    this.#header = {
      kind: MESSAGE,
      done: true,
      control: false,
      stream: parts.id,
      message: parts.lastMessage ?? 0,
      payloadBytes: 0,
    };
  }

  /** Whether a send waits. */
  get isBusy(): boolean {
    return this.#waitingCount > 0;
  }

  /** Whether this side's sends were ended in order. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** See {@linkcode Stream.send}. */
  send(payload: Uint8Array, offset: number, length: number): undefined | Promise<void> {
    this.#requireOpen();
    const { window, framePayloadBytesMax, writer, owner } = this.#parts;
    if (this.#last !== undefined || length > framePayloadBytesMax) {
      return this.#queueUp(this.#sendLater(this.#last, payload, offset, length));
    }
    if (window !== undefined && !window.acquire(length)) {
      return this.#queueUp(this.#sendLater(undefined, payload, offset, length));
    }
    const header = this.#header;
    header.message = this.#nextMessage();
    header.payloadBytes = length;
    const parked = writer.write(header, payload, offset, owner);
    return parked === undefined ? undefined : this.#queueUp(parked);
  }

  /** Ends the sends, behind those that wait; `then` writes the end. */
  close(then: () => void): undefined | Promise<void> {
    if (this.#isClosing || this.#hasEnded) return undefined;
    this.#isClosing = true;
    if (this.#last !== undefined) return this.#queueUp(this.#closeLater(this.#last, then));
    this.#isClosed = true;
    then();
    return undefined;
  }

  /** Refuses sends from now on, those that wait included. */
  end(reason: unknown): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#reason = reason;
    this.#parts.window?.end(reason);
    this.#parts.writer.withdraw(this.#parts.owner, reason);
  }

  grant(sizeBytes: number): void {
    this.#parts.window?.grant(sizeBytes);
  }

  /** Writes a frame that never waits. */
  writeControl(kind: number, payload: Uint8Array): void {
    const control = kind === WINDOW_UPDATE;
    this.#parts.writer.writeControl({
      kind,
      done: true,
      control,
      stream: this.#parts.id,
      message: this.#header.message + 1,
      payloadBytes: payload.length,
    }, payload);
  }

  #requireOpen(): void {
    if (this.#hasEnded) throw this.#reason;
    if (this.#isClosing) throw new SendEnded(`Cannot send on stream ${this.#parts.id}: it ended`);
  }

  #nextMessage(): number {
    const { message } = this.#header;
    if (message < MESSAGE_MAX) return message + 1;
    throw new SendEnded(`Cannot send on stream ${this.#parts.id}: its numbers are used up`);
  }

  /** Makes those who come next wait for `work`, and tells when nobody waits. */
  async #queueUp(work: Promise<void>): Promise<void> {
    this.#waitingCount++;
    this.#last = work;
    try {
      await work;
    } finally {
      if (this.#last === work) this.#last = undefined;
      if (--this.#waitingCount === 0) this.#parts.onIdle();
    }
  }

  async #closeLater(before: Promise<void>, then: () => void): Promise<void> {
    await settled(before);
    if (this.#hasEnded) return;
    this.#isClosed = true;
    then();
  }

  async #sendLater(
    before: Promise<void> | undefined,
    payload: Uint8Array,
    offset: number,
    length: number,
  ): Promise<void> {
    const { window, framePayloadBytesMax, writer, owner } = this.#parts;
    if (before !== undefined) await settled(before);
    if (this.#hasEnded) throw this.#reason;
    while (window !== undefined && !window.acquire(length)) {
      await window.granted();
      if (this.#hasEnded) throw this.#reason;
    }
    const message = this.#nextMessage();
    this.#header.message = message;
    for (let sent = 0;;) {
      const payloadBytes = Math.min(framePayloadBytesMax, length - sent);
      const done = sent + payloadBytes === length;
      const header = { ...this.#header, message, done, payloadBytes };
      const parked = writer.write(header, payload, offset + sent, owner);
      if (parked !== undefined) await parked;
      if (done) return;
      if (this.#hasEnded) throw this.#reason;
      sent += payloadBytes;
    }
  }
}

/** Resolves when a promise has settled, however. */
async function settled(promise: Promise<void>): Promise<void> {
  try {
    await promise;
  } catch {
    // whoever made it is told
  }
}
