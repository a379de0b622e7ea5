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

/** Tokens of one reader; readers get ranges of their own, so that a foreign token is unknown. */
const TOKENS_PER_READER = 2 ** 40;

let readersOpened = 0;

/** The reader of {@linkcode token}. */
export class TokenReader extends RingReader implements TokenSource {
  /** Where each record out starts (low half of its position), by slot; a power of two of slots. */
  readonly #starts: Int32Array<ArrayBuffer>;
  /** 1 where the slot's record was released out of order. */
  readonly #released: Uint8Array<ArrayBuffer>;
  readonly #slotMask: number;
  /** [token of the oldest record out, token last handed out]; cells, since fields would be boxed. */
  readonly #tokens = new Float64Array(2);
  #oldestSlot = 0;
  #count = 0;

  constructor(input: RingbufInput) {
    super(input);
    const slots = Math.min(input.ring.sizeBytes / HEADER_BYTES, IN_FLIGHT_MAX);
    this.#starts = new Int32Array(slots);
    this.#released = new Uint8Array(slots);
    this.#slotMask = slots - 1;
    this.#tokens[0] = ++readersOpened * TOKENS_PER_READER;
  }

  get token(): number {
    return this.#tokens[1]!;
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
    this.#tokens[1] = this.#tokens[0]! + this.#count;
    this.#count++;
    this.ledger.deliver();
    return DATA;
  }

  commitToken(token: number): boolean {
    const index = token - this.#tokens[0]!;
    if (!(index >= 0 && index < this.#count) || !Number.isInteger(index)) return false;
    const slot = (this.#oldestSlot + index) & this.#slotMask;
    if (this.#released[slot] === 1) return false;
    this.#released[slot] = 1;
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
    return () => whileMapped() && this.#isOut(token);
  }

  /** Gives back everything before the oldest record still out, discarded ones in between too. */
  #releasePrefix(): void {
    let count = 0;
    while (count < this.#count && this.#released[this.#slot(count)] === 1) count++;
    this.#drop(count);
    if (this.#count === 0) this.releaseCursor();
    else this.memory.publish(this.#starts[this.#oldestSlot]!);
  }

  #drop(count: number): void {
    this.#oldestSlot = this.#slot(count);
    this.#tokens[0]! += count;
    this.#count -= count;
  }

  #slot(index: number): number {
    return (this.#oldestSlot + index) & this.#slotMask;
  }

  #isOut(token: number): boolean {
    const index = token - this.#tokens[0]!;
    return index >= 0 && index < this.#count && this.#released[this.#slot(index)] === 0;
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
