/** A ring in thirty lines: where its producer, its reader's cursor and its consumer are. @module */
import type { Traits } from "../../lib/implementation.ts";

/** A record that found room. */
export interface ModelRecord {
  /** Where it starts and ends, in bytes since the run began. */
  readonly start: number;
  readonly end: number;
  readonly discard: boolean;
  /** Its number among the accepted, for its content. */
  readonly sequence: number;
  readonly payloadBytes: number;
}

/** What must be true of a ring after each step. Positions count from where the run began. */
export class RingModel {
  readonly #traits: Traits;
  readonly #capacityBytes: number;
  /** From the first that is not released, on. */
  #records: ModelRecord[] = [];
  /** How many of them were handed out or passed over. */
  #passed = 0;
  #producer = 0;
  #sequence = 0;
  /** What was surely given back: a consumer position before it keeps too much. */
  #released = 0;

  constructor(traits: Traits, options: { readonly capacityBytes: number }) {
    this.#traits = traits;
    this.#capacityBytes = options.capacityBytes;
  }

  /** Produces; returns whether there is room when the consumer is at `consumer`. */
  produce(record: {
    readonly footprintBytes: number;
    readonly payloadBytes: number;
    readonly discard: boolean;
  }, consumer: number): boolean {
    const { payloadBytes, discard } = record;
    const start = this.#producer;
    const end = start + record.footprintBytes;
    if (end - consumer >= this.#capacityBytes) return false;
    this.#records.push({ start, end, discard, sequence: this.#sequence++, payloadBytes });
    this.#producer = end;
    return true;
  }

  /** The record that the next read hands out; undefined when it finds nothing. */
  read(): ModelRecord | undefined {
    while (this.#passed < this.#records.length) {
      const record = this.#records[this.#passed++]!;
      if (record.discard && !this.#traits.discardsVisible) continue;
      if (this.#traits.copies || this.#traits.style === "visitor") this.release();
      return record;
    }
    if (!this.#traits.discardsVisible && !this.holds()) this.release();
    return undefined;
  }

  /** Gives back all that was handed out or passed over. */
  release(): void {
    this.#released = this.#records[this.#passed - 1]?.end ?? this.#released;
    this.#records = this.#records.slice(this.#passed);
    this.#passed = 0;
  }

  /** Takes back what was handed out, to be read once more. */
  rewind(): void {
    this.#passed = 0;
  }

  /** How many payloads are in hand. */
  heldCount(): number {
    return this.#records.slice(0, this.#passed).filter((record) => this.#counts(record)).length;
  }

  holds(): boolean {
    return this.heldCount() > 0;
  }

  /**
   * Where the consumer may be: from what was surely released to the first record that must stay.
   * Between them are discarded records that do not show, given back whenever the reader likes.
   */
  consumerRange(): { readonly from: number; readonly to: number } {
    const kept = this.#records.find((record) => this.#counts(record));
    return { from: this.#released, to: kept?.start ?? this.#producer };
  }

  /** Whether a record is handed out: a payload, or a discarded one that shows. */
  #counts({ discard }: ModelRecord): boolean {
    return !discard || this.#traits.discardsVisible;
  }
}
