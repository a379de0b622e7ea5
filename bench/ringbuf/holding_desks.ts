/** Desks whose holders keep their records in the ring. @module */
import { DATA, DISCARDED } from "../../lib/outcome.ts";
import type { AnySource, CursorSource, LeaseSource, TokenSource } from "../../lib/source.ts";
import { wordsOf } from "../consumers/cursor.ts";
import { type DeskOptions, HolderDesk } from "./desk.ts";

/** Any record back at any time. */
export class TokenDesk extends HolderDesk {
  protected readonly words: Int32Array;
  readonly #source: TokenSource;
  readonly #base: number;

  constructor(source: TokenSource, options: DeskOptions) {
    super(source, options);
    this.#source = source;
    ({ words: this.words, base: this.#base } = wordsOf(source.bytes));
  }

  turn(tick: number): void {
    this.collect(tick);
    for (let holder = this.freeHolder(); holder >= 0; holder = this.freeHolder()) {
      if (this.#source.next() !== DATA) return;
      const { offset, token } = this.#source;
      this.hand(holder, { tick, word: this.#base + (offset >> 2), token });
    }
  }

  protected giveBack(token: number): void {
    if (!this.#source.commitToken(token)) this.wrong++;
  }
}

/** All records back at once, when no holder has one. */
export class BatchDesk extends HolderDesk {
  protected readonly words: Int32Array;
  readonly #base: number;
  readonly #cursor: CursorSource | undefined;
  #pausing = false;

  constructor(source: AnySource, options: DeskOptions) {
    super(source, options);
    this.#cursor = options.traits.style === "lease" ? undefined : source as CursorSource;
    ({ words: this.words, base: this.#base } = wordsOf(source.bytes));
  }

  turn(tick: number): void {
    this.turnWith(this.#cursor!, tick);
  }

  protected turnWith(cursor: CursorSource, tick: number): void {
    this.collect(tick);
    if (this.inFlight === 0) {
      cursor.commit();
      this.#pausing = false;
    }
    for (let holder = this.freeHolder(); holder >= 0; holder = this.freeHolder()) {
      this.#pausing ||= this.pinnedBytes() >= this.options.pauseAtBytes;
      if (this.#pausing) return;
      const outcome = cursor.next();
      if (outcome === DISCARDED) continue;
      if (outcome !== DATA) return;
      this.hand(holder, { tick, word: this.#base + (cursor.offset >> 2), token: 0 });
    }
  }

  protected giveBack(): void {}
}

/** The same inside of leases, one per turn; what is held is carried from lease to lease. */
export class LeaseDesk extends BatchDesk {
  readonly #source: LeaseSource;
  readonly #body: (lease: CursorSource) => void;
  #tick = 0;

  constructor(source: LeaseSource, options: DeskOptions) {
    super(source, options);
    this.#source = source;
    this.#body = (lease) => this.turnWith(lease, this.#tick);
  }

  override turn(tick: number): void {
    this.#tick = tick;
    this.#source.withLease(this.#body);
  }
}
