/** A desk that hands records to holders, and what all desks have in common. @module */
import type { Traits } from "../../lib/implementation.ts";
import type { AnySource } from "../../lib/source.ts";

/** How the desk works. */
export interface DeskOptions {
  readonly traits: Traits;
  readonly holders: number;
  /** How long holder 0 keeps each record; the others keep it for one tick. */
  readonly slowTicks: number;
  readonly payloadBytes: number;
  /** A source that can only give back all stops handing out at so many bytes held. */
  readonly pauseAtBytes: number;
}

/** One turn per tick: take back what is done, hand out what is ready. */
export interface Desk {
  turn(tick: number): void;
  /** Records handed to a holder, and records given back by one, since the start. */
  readonly taken: number;
  readonly handled: number;
  /** Records that were not the one expected, or changed while they were held. */
  readonly wrong: number;
  readonly copiedBytes: number;
  /** Bytes that the producer lacks because of records held. */
  pinnedBytes(): number;
}

/** A free holder's `until`. */
const FREE = -1;

/** The holders, and what every desk keeps of them. */
export abstract class HolderDesk implements Desk {
  taken = 0;
  handled = 0;
  wrong = 0;
  copiedBytes = 0;
  protected readonly options: DeskOptions;
  protected inFlight = 0;
  /** Memory in which holders find their records: the source's own, or ours. */
  protected abstract readonly words: Int32Array;
  readonly #source: AnySource;
  readonly #until: Int32Array;
  readonly #word: Int32Array;
  readonly #sequence: Int32Array;
  readonly #token: Float64Array;

  constructor(source: AnySource, options: DeskOptions) {
    this.#source = source;
    this.options = options;
    this.#until = new Int32Array(options.holders).fill(FREE);
    this.#word = new Int32Array(options.holders);
    this.#sequence = new Int32Array(options.holders);
    this.#token = new Float64Array(options.holders);
  }

  abstract turn(tick: number): void;

  pinnedBytes(): number {
    return this.#source.ledger.bytesPinned;
  }

  /** Called when a holder is done. */
  protected abstract giveBack(token: number): void;

  /** Takes back every record whose time is over. */
  protected collect(tick: number): void {
    for (let holder = 0; holder < this.#until.length; holder++) {
      const until = this.#until[holder]!;
      if (until === FREE || until > tick) continue;
      if (this.words[this.#word[holder]!] !== this.#sequence[holder]) this.wrong++;
      this.#until[holder] = FREE;
      this.handled++;
      this.inFlight--;
      this.giveBack(this.#token[holder]!);
    }
  }

  protected freeHolder(): number {
    return this.#until.indexOf(FREE);
  }

  /** Gives a record to a free holder; `word` is where it lies. */
  protected hand(holder: number, at: { tick: number; word: number; token: number }): void {
    if (this.words[at.word] !== (this.taken | 0)) this.wrong++;
    this.#sequence[holder] = this.taken;
    this.#word[holder] = at.word;
    this.#token[holder] = at.token;
    this.#until[holder] = at.tick + (holder === 0 ? this.options.slowTicks : 1);
    this.taken++;
    this.inFlight++;
  }
}
