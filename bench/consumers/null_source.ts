/** A source with no ring, to show what the harness costs. @module */
import { SourceLedger } from "../../lib/ledger.ts";
import { DATA, EMPTY, type Outcome, READY } from "../../lib/outcome.ts";
import type { CursorSource } from "../../lib/source.ts";

/** A cursor over one payload; {@linkcode refill} says how often it is handed out. */
export class NullSource implements CursorSource {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly offset = 0;
  readonly length: number;
  readonly ledger = new SourceLedger(() => 0);
  readonly closeFd = -1;
  readonly flushFd = -1;
  remaining = 0;
  readonly #words: Int32Array<ArrayBuffer>;
  readonly #sealWord: number;
  #left = 0;
  #sequence = 0;

  /** A payload made of `word(index)`, with its number at the start and sealed at `sealWord`. */
  constructor(
    payloadBytes: number,
    content: { readonly word: (index: number) => number; readonly sealWord: number },
  ) {
    this.length = payloadBytes;
    this.bytes = new Uint8Array(payloadBytes);
    this.#words = new Int32Array(this.bytes.buffer);
    for (const index of this.#words.keys()) this.#words[index] = content.word(index);
    this.#sealWord = content.sealWord;
    this.#words[1] = 0;
    this.#words[this.#sealWord + 1] = -1;
  }

  /** Makes `records` payloads ready. */
  refill(records: number): void {
    this.#left += records;
  }

  next(): Outcome {
    if (this.#left === 0) return EMPTY;
    this.#left -= 1;
    this.#words[0] = this.#sequence;
    this.#words[this.#sealWord] = ~this.#sequence;
    this.#sequence = (this.#sequence + 1) | 0;
    return DATA;
  }

  /** Nothing to give back. */
  commit(): void {}

  wait(): Outcome {
    return READY;
  }

  close(): void {}

  view(): Uint8Array {
    return this.bytes;
  }

  [Symbol.dispose](): void {}
}
