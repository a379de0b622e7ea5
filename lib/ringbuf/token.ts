/** Zero copy with tokens: records are released one by one, in any order; the prefix comes free. @module */
import { CapReached } from "../errors.ts";
import { AVAILABLE, type Traits } from "../implementation.ts";
import { DATA, type Outcome } from "../outcome.ts";
import type { TokenSource } from "../source.ts";
import type { RingbufImplementation, RingbufInput } from "./contract.ts";
import { HELD_POLL_MS, RingReader } from "./reader.ts";
import { HEADER_BYTES, strideBytes } from "./ring_memory.ts";

/** The most records that can be out at once, however large the ring. */
const IN_FLIGHT_MAX = 2 ** 17;

/**
 * Tokens count from 1 to here and start again: as small integers they are never boxed, where larger
 * numbers cost 16 bytes a record whenever V8 does not inline. A token released is unknown until
 * 2^30 more records have gone by.
 */
const NUMBER_MASK = 2 ** 30 - 1;

/** Readers start this far apart, so that a token of one is unknown to the others. */
const READER_STRIDE = 0x1e37_79b1;

let readersOpened = 0;

/** The reader of {@linkcode token}. */
export class TokenReader extends RingReader implements TokenSource {
  /** Where each record out starts (low half of its position), by slot; a power of two of slots. */
  readonly #starts: Int32Array<ArrayBuffer>;
  /** 1 where the slot's record was released out of order. */
  readonly #released: Uint8Array<ArrayBuffer>;
  readonly #slotMask: number;
  /** The number of the oldest record out, modulo 2^30; its token is one more. */
  #oldest: number;
  #token = 0;
  #oldestSlot = 0;
  #count = 0;

  constructor(input: RingbufInput) {
    super(input);
    const slots = Math.min(input.ring.sizeBytes / HEADER_BYTES, IN_FLIGHT_MAX);
    this.#starts = new Int32Array(slots);
    this.#released = new Uint8Array(slots);
    this.#slotMask = slots - 1;
    this.#oldest = Math.imul(++readersOpened, READER_STRIDE) & NUMBER_MASK;
  }

  get token(): number {
    return this.#token;
  }

  next(): Outcome {
    if (this.#count > this.#slotMask) {
      throw new CapReached(
        `Cannot hand out another record: ${this.#count} are out; commit the oldest first`,
      );
    }
    const outcome = this.stepOverDiscards();
    if (outcome !== DATA) return outcome;
    const slot = (this.#oldestSlot + this.#count) & this.#slotMask;
    this.#starts[slot] = this.cursor - strideBytes(this.length);
    this.#released[slot] = 0;
    this.#token = ((this.#oldest + this.#count) & NUMBER_MASK) + 1;
    this.#count++;
    this.ledger.deliver();
    return DATA;
  }

  commitToken(token: number): boolean {
    const index = this.#indexOf(token);
    if (index < 0) return false;
    this.#released[this.#slot(index)] = 1;
    this.ledger.release(1);
    if (index === 0) this.#releasePrefix();
    return true;
  }

  /** Releases all that is out. */
  commit(): void {
    this.ledger.releaseAll();
    this.#drop(this.#count);
    this.releaseCursor();
  }

  protected override liveness(): () => boolean {
    const token = this.token;
    const whileMapped = super.liveness();
    return () => whileMapped() && this.#indexOf(token) >= 0;
  }

  /** Gives back everything before the oldest record still out, discarded ones in between too. */
  #releasePrefix(): void {
    let count = 0;
    while (count < this.#count && this.#released[this.#slot(count)] === 1) count++;
    this.#drop(count);
    if (this.#count === 0) this.memory.publishRelaxed(this.cursor);
    else this.memory.publishRelaxed(this.#starts[this.#oldestSlot]!);
  }

  #drop(count: number): void {
    this.#oldestSlot = this.#slot(count);
    this.#oldest = (this.#oldest + count) & NUMBER_MASK;
    this.#count -= count;
  }

  #slot(index: number): number {
    return (this.#oldestSlot + index) & this.#slotMask;
  }

  /** How many records older than the token's are out; -1 when its own is not. */
  #indexOf(token: number): number {
    const index = (token - 1 - this.#oldest) & NUMBER_MASK;
    const isToken = token > 0 && token <= NUMBER_MASK + 1 && (token | 0) === token;
    return isToken && index < this.#count && this.#released[this.#slot(index)] === 0 ? index : -1;
  }
}

const traits: Traits = {
  style: "cursor",
  release: "token",
  copies: false,
  discardsVisible: false,
  busy: "empty",
  heldWait: { pollMs: HELD_POLL_MS },
  maxInFlight: IN_FLIGHT_MAX,
  ordered: true,
  closeMode: "keeps_memory",
  thread: "owner",
  minimumKernel: "5.8",
  needsKernel: false,
};

/** Hands out places in the ring with a token each, so that several holders can finish at will. */
export const token: RingbufImplementation = {
  name: "token",
  summary: "reads in place; tokens released in any order",
  source: "https://github.com/cilium/ebpf/pull/1981",
  traits,
  probe: () => AVAILABLE,
  open: (input) => new TokenReader(input),
};
