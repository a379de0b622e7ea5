/** libbpf's own reader, ring_buffer__consume, reached through a callback out of C. @module */
import { LibbpfRing, probeLibbpf } from "../../ffi/libbpf.ts";
import { ConcurrentUse, Unavailable } from "../errors.ts";
import type { Traits } from "../implementation.ts";
import { CLOSED, type Outcome } from "../outcome.ts";
import type { Visit, VisitorSource } from "../source.ts";
import type { RingbufImplementation, RingbufInput } from "./contract.ts";
import { HELD_POLL_MS, RingReader } from "./reader.ts";
import { DISCARD_BIT, HEADER_BYTES, LENGTH_MASK, strideBytes } from "./ring_memory.ts";

/** What the callback returns to make libbpf stop; any negative number does. */
const STOP = -1;

/**
 * libbpf walks the ring, releases after each callback and passes over discarded records silently.
 * The mapping here is a second one of the same memory: the callback reads where libbpf is from the
 * consumer position, which it stores after every record, so no pointer has to become a bigint.
 *
 * Source: tools/lib/bpf/ringbuf.c.
 */
class LibbpfReader extends RingReader implements VisitorSource {
  readonly #ring: LibbpfRing;
  /** Where the record after the last one seen starts, low half; a cell, as in RingReader. */
  readonly #next = new Int32Array(1);
  #visit: Visit | undefined;
  #limit = 0;
  #count = 0;

  constructor(input: RingbufInput) {
    super(input);
    try {
      this.#ring = LibbpfRing.open(input.ring.fd, (length) => this.#onRecord(length));
    } catch (error) {
      super[Symbol.dispose]();
      throw error;
    }
  }

  override get remaining(): number {
    const behind = this.memory.loadProducer() - this.memory.loadConsumer();
    return this.#visit ? (behind - strideBytes(this.length)) | 0 : 0;
  }

  consume(visit: Visit, limit: number): number {
    if (this.#visit) throw new ConcurrentUse("Cannot consume: a visit of this reader is running");
    if (this.isClosed) return -CLOSED;
    if (limit <= 0) return 0;
    this.reattach();
    if (!this.look()) return 0; // and throws where libbpf would take nonsense for an empty ring
    this.#visit = visit;
    this.#limit = limit;
    this.#count = 0;
    this.#next[0] = this.memory.loadConsumer();
    try {
      this.#ring.consume();
    } finally {
      this.#visit = undefined;
      this.#bookDiscards(this.memory.loadConsumer());
      this.reattach();
    }
    return this.#count;
  }

  override wait(timeoutMs: number): Outcome {
    // In a visit libbpf has not moved the consumer position yet: the record in hand is behind us.
    if (this.#visit) this.reattach(this.#next[0]);
    return super.wait(timeoutMs);
  }

  override [Symbol.dispose](): void {
    if (this.#visit) {
      throw new ConcurrentUse("Cannot dispose the reader: a visit of it is running; close() it");
    }
    this.#ring[Symbol.dispose]();
    super[Symbol.dispose]();
  }

  protected override pinnedBytes(): number {
    return this.#visit && this.holds() ? strideBytes(this.length) : 0;
  }

  /** One record, called by C. What it throws ends the walk, with the record consumed. */
  #onRecord(length: number): number {
    const position = this.memory.loadConsumer();
    this.#bookDiscards(position);
    this.#next[0] = position + strideBytes(length);
    this.offset = (position & this.memory.mask) + HEADER_BYTES;
    this.length = length;
    this.ledger.deliver();
    this.#count++;
    try {
      const result = this.#visit!(this.offset, length);
      if (result !== undefined && result < 0) return STOP;
      return this.#count >= this.#limit || this.isClosed ? STOP : 0;
    } finally {
      this.endViews();
      this.ledger.release(1);
    }
  }

  /**
   * Books the records that libbpf passed over on its way to `position`: they were discarded. It has
   * given them back by then, so a producer that laps the ring meanwhile can falsify this count,
   * and this count alone.
   */
  #bookDiscards(position: number): void {
    let at = this.#next[0]!;
    while (((position - at) | 0) > 0) {
      const header = this.memory.words[(at & this.memory.mask) >> 2]!;
      if ((header & DISCARD_BIT) !== 0) this.ledger.discard();
      at = (at + strideBytes(header & LENGTH_MASK)) | 0;
    }
  }
}

const traits: Traits = {
  style: "visitor",
  release: "record",
  copies: false,
  discardsVisible: false,
  busy: "empty",
  heldWait: { pollMs: HELD_POLL_MS },
  visitError: "consumed",
  maxInFlight: 1,
  ordered: true,
  closeMode: "keeps_memory",
  thread: "owner",
  minimumKernel: "5.8",
  needsKernel: true,
};

/** libbpf's ring_buffer__consume; through Deno it mostly shows what a callback out of C costs. */
export const libbpf: RingbufImplementation = {
  name: "libbpf",
  summary: "libbpf's ring_buffer__consume through a callback",
  source: "https://libbpf.readthedocs.io/en/latest/api.html",
  traits,
  probe: probeLibbpf,
  open: (input) => {
    if (input.ring.kind !== "kernel") {
      throw new Unavailable("Cannot open libbpf on a fake ring: it maps BPF ring buffers only");
    }
    return new LibbpfReader(input);
  },
};
