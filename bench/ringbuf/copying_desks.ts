/** Desks whose holders get a copy, so that the ring keeps nothing. @module */
import { DATA } from "../../lib/outcome.ts";
import type { AnySource, CursorSource, VisitorSource } from "../../lib/source.ts";
import { wordsOf } from "../consumers/cursor.ts";
import { type DeskOptions, HolderDesk } from "./desk.ts";

/** What is handed out is a copy of ours: the source takes its record back at once. */
abstract class CopyingDesk extends HolderDesk {
  protected readonly words: Int32Array;
  readonly #from: Int32Array;
  readonly #base: number;
  readonly #slotWords: number;

  constructor(source: AnySource, options: DeskOptions) {
    super(source, options);
    ({ words: this.#from, base: this.#base } = wordsOf(source.bytes));
    this.#slotWords = options.payloadBytes >> 2;
    this.words = new Int32Array(options.holders * this.#slotWords);
  }

  protected copyOut(holder: number, at: { tick: number; offset: number; length: number }): void {
    const word = holder * this.#slotWords;
    const from = this.#base + (at.offset >> 2);
    const count = at.length >> 2;
    for (let index = 0; index < count; index++) {
      this.words[word + index] = this.#from[from + index]!;
    }
    this.copiedBytes += at.length;
    this.hand(holder, { tick: at.tick, word, token: 0 });
  }

  protected giveBack(): void {}
}

export class CopyDesk extends CopyingDesk {
  readonly #source: CursorSource;

  constructor(source: CursorSource, options: DeskOptions) {
    super(source, options);
    this.#source = source;
  }

  turn(tick: number): void {
    this.collect(tick);
    for (let holder = this.freeHolder(); holder >= 0; holder = this.freeHolder()) {
      if (this.#source.next() !== DATA) return;
      const { offset, length } = this.#source;
      this.copyOut(holder, { tick, offset, length });
    }
  }
}

export class VisitorDesk extends CopyingDesk {
  readonly #source: VisitorSource;
  readonly #visit: (offset: number, length: number) => void;
  #tick = 0;

  constructor(source: VisitorSource, options: DeskOptions) {
    super(source, options);
    this.#source = source;
    this.#visit = (offset, length) =>
      this.copyOut(this.freeHolder(), { tick: this.#tick, offset, length });
  }

  turn(tick: number): void {
    this.#tick = tick;
    this.collect(tick);
    while (this.inFlight < this.options.holders) {
      if (this.#source.consume(this.#visit, this.options.holders - this.inFlight) <= 0) return;
    }
  }
}
