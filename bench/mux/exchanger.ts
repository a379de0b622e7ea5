/** One stream of a rig: sends a message, takes its echo, checks it, and again. @module */
import type { Clock } from "../../ffi/clock.ts";
import { TAKEN } from "../../lib/mux/queue/contract.ts";
import type { Stream } from "../../lib/mux/stream.ts";
import { wordsOf } from "../consumers/cursor.ts";
import type { Histogram } from "../histogram.ts";

const WORD_BYTES = 4;

/** What all streams of a rig share. */
export interface ExchangerParts {
  readonly clock: Clock;
  /** Takes the time from each send to its echo. */
  readonly latency: Histogram;
  /** A multiple of 4, at least 12. */
  readonly payloadBytes: number;
}

/** How far {@linkcode Exchanger.run} goes. */
export interface ExchangeRun {
  readonly count: number;
  /** Compares each byte, in place of length, stream, number and seal. @default {false} */
  readonly isFull?: boolean;
  /** Ends it before, between two messages. @default {never} */
  readonly isOver?: () => boolean;
}

/**
 * Sends when the last echo is there, so that one message of the stream is under way at a time.
 *
 * Ownership: borrows the stream.
 */
export class Exchanger {
  /** Echoes taken, ever. */
  count = 0;
  /** What the first echo that was not as sent had wrong. */
  fault: string | undefined;
  readonly #stream: Stream;
  readonly #parts: ExchangerParts;
  readonly #payload: Uint8Array<ArrayBuffer>;
  readonly #sent: Int32Array<ArrayBuffer>;
  readonly #seal: number;
  readonly #received: Int32Array;
  readonly #base: number;
  /** When the message under way was sent; a plain field would be boxed. */
  readonly #sentNs = new Float64Array(1);

  constructor(stream: Stream, parts: ExchangerParts) {
    this.#stream = stream;
    this.#parts = parts;
    this.#payload = new Uint8Array(parts.payloadBytes);
    for (let at = 0; at < parts.payloadBytes; at++) this.#payload[at] = at * 7 + stream.id;
    this.#sent = new Int32Array(this.#payload.buffer);
    this.#sent[1] = stream.id;
    this.#seal = this.#sent.length - 1;
    ({ words: this.#received, base: this.#base } = wordsOf(stream.bytes));
  }

  /** When the message under way was sent, in nanoseconds of the clock; the last one, if none is. */
  get sentNs(): number {
    return this.#sentNs[0]!;
  }

  /** Exchanges so many messages. Rejects with what ended the stream. */
  async run({ count, isFull = false, isOver }: ExchangeRun): Promise<void> {
    const { clock, latency } = this.#parts;
    const stream = this.#stream;
    const times = this.#sentNs;
    times[0] = clock.monotonicNs();
    for (let done = 0; done < count; done++) {
      this.#sent[0] = this.count;
      this.#sent[this.#seal] = ~this.count;
      const parked = stream.send(this.#payload);
      if (parked !== undefined) await parked;
      while (stream.take() !== TAKEN) {
        if (stream.isTerminated) throw stream.cause ?? new Error("The peer ended the stream");
        await stream.filled();
      }
      this.#check(isFull);
      stream.done();
      this.count++;
      const nowNs = clock.monotonicNs();
      latency.record(nowNs - times[0]!);
      times[0] = nowNs;
      if (isOver?.()) return;
    }
  }

  #check(isFull: boolean): void {
    const { length, offset } = this.#stream;
    const received = this.#received;
    const at = this.#base + (offset >> 2);
    const sent = this.#sent;
    const seal = this.#seal;
    const isRight = length === this.#parts.payloadBytes && received[at] === sent[0] &&
      received[at + 1] === sent[1] && received[at + seal] === sent[seal];
    if (!isRight) {
      this.fault ??= `echo ${this.count} of stream ${this.#stream.id} has ${length} bytes, ` +
        `number ${received[at]} of stream ${received[at + 1]}`;
    } else if (isFull) this.#compare(at);
  }

  #compare(at: number): void {
    const wrong = this.#sent.findIndex((word, index) => this.#received[at + index] !== word);
    if (wrong < 0) return;
    this.fault ??= `byte ${wrong * WORD_BYTES} of echo ${this.count} is not what was sent`;
  }
}
