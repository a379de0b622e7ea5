/** The ledger of a source: what was handed out, and what came back. @module */

const DELIVERED = 0;
const DISCARDED = 1;
const RELEASED = 2;

/** Deliveries are folded into the cells here, far below what a small integer can hold. */
const FOLD_AT = 2 ** 28;

/**
 * Counts of one source, checked against independent counters by the conformance rules.
 *
 * Speed: the totals are a Float64Array, since a plain field past 2^30 would be boxed and allocate
 * per record; deliveries gather in a small integer first, which saves some 2 ns a record.
 */
export class SourceLedger {
  /** Payloads handed out that were longer than their buffer. */
  truncated = 0;
  /** How often the kernel said that it had dropped payloads for want of room (ENOBUFS). */
  overruns = 0;
  /** Payloads taken from the kernel and not handed out before the close. */
  abandoned = 0;
  /** Completions that belong to no request in flight: counted and ignored. */
  orphans = 0;
  readonly #cells = new Float64Array(3);
  readonly #bytesPinned: () => number;
  /** Deliveries not yet in the cells. */
  #fresh = 0;

  /** `bytesPinned` asks the source how much of the ring it keeps from its producer. */
  constructor(bytesPinned: () => number) {
    this.#bytesPinned = bytesPinned;
  }

  /** Payloads handed out. */
  get delivered(): number {
    return this.#cells[DELIVERED]! + this.#fresh;
  }

  /** Payloads that their producer discarded, passed over. */
  get discarded(): number {
    return this.#cells[DISCARDED]!;
  }

  /** Payloads released, discarded ones left out. */
  get released(): number {
    return this.#cells[RELEASED]!;
  }

  /** Payloads handed out and not released. */
  get inFlight(): number {
    return this.delivered - this.released;
  }

  /** Bytes the producer cannot use because of what was handed out. */
  get bytesPinned(): number {
    return this.#bytesPinned();
  }

  /** Books one payload handed out. */
  deliver(): void {
    if (++this.#fresh < FOLD_AT) return;
    this.#cells[DELIVERED]! += this.#fresh;
    this.#fresh = 0;
  }

  /** Books one payload passed over. */
  discard(): void {
    this.#cells[DISCARDED]! += 1;
  }

  /** Books payloads released. */
  release(count: number): void {
    this.#cells[RELEASED]! += count;
  }

  /** Books the release of all that was handed out. */
  releaseAll(): void {
    this.#cells[RELEASED] = this.delivered;
  }
}
