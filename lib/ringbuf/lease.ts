/** Zero copy inside a scope: a lease hands out records, and is worthless once it has ended. @module */
import { ConcurrentUse, LeaseEnded } from "../errors.ts";
import { AVAILABLE, type Traits } from "../implementation.ts";
import type { SourceLedger } from "../ledger.ts";
import { DATA, type Outcome } from "../outcome.ts";
import type { CursorSource, LeaseSource } from "../source.ts";
import type { RingbufImplementation } from "./contract.ts";
import { HELD_POLL_MS, RingReader } from "./reader.ts";

/** The reader of {@linkcode lease}. */
export class LeaseReader extends RingReader implements LeaseSource {
  #lease: Lease | undefined;

  withLease<T>(body: (lease: CursorSource) => T): T {
    if (this.#lease) {
      throw new ConcurrentUse("Cannot take a lease: one of this reader is running");
    }
    // One object per scope, so that a lease kept from an earlier scope cannot work in a later one.
    const lease = new Lease(this);
    this.#lease = lease;
    try {
      return body(lease);
    } finally {
      this.#lease = undefined;
      lease.end();
    }
  }

  /** For {@linkcode Lease}: the next record, discarded ones shown. */
  advance(): Outcome {
    const outcome = this.step();
    if (outcome === DATA) this.ledger.deliver();
    return outcome;
  }

  /** For {@linkcode Lease}: publishes the cursor; discarded records passed over go with it. */
  release(): void {
    this.endViews();
    this.ledger.releaseAll();
    this.releaseCursor();
  }

  override [Symbol.dispose](): void {
    if (this.#lease) {
      throw new ConcurrentUse("Cannot dispose the reader: a lease of it is running; close() it");
    }
    super[Symbol.dispose]();
  }
}

/** The cursor of one scope. */
class Lease implements CursorSource {
  readonly #reader: LeaseReader;
  #live = true;

  constructor(reader: LeaseReader) {
    this.#reader = reader;
  }

  get bytes(): Uint8Array {
    return this.#reader.bytes;
  }

  get offset(): number {
    return this.#reader.offset;
  }

  get length(): number {
    return this.#reader.length;
  }

  get remaining(): number {
    return this.#reader.remaining;
  }

  get ledger(): SourceLedger {
    return this.#reader.ledger;
  }

  get closeFd(): number {
    return this.#reader.closeFd;
  }

  get flushFd(): number {
    return this.#reader.flushFd;
  }

  next(): Outcome {
    if (!this.#live) throw ended();
    return this.#reader.advance();
  }

  commit(): void {
    if (!this.#live) throw ended();
    this.#reader.release();
  }

  wait(timeoutMs: number): Outcome {
    if (!this.#live) throw ended();
    return this.#reader.wait(timeoutMs);
  }

  view(): Uint8Array {
    if (!this.#live) throw ended();
    return this.#reader.view();
  }

  close(): void {
    if (!this.#live) throw ended();
    this.#reader.close();
  }

  /** The scope ended: everything throws from now on. */
  end(): void {
    this.#live = false;
  }

  /** Nothing of its own to free: the reader has it all. */
  [Symbol.dispose](): void {}
}

function ended(): LeaseEnded {
  return new LeaseEnded("Cannot use the lease: its scope has ended; take a new one");
}

const traits: Traits = {
  style: "lease",
  release: "batch",
  copies: false,
  discardsVisible: true,
  busy: "empty",
  heldWait: { pollMs: HELD_POLL_MS },
  scopeEnd: "carry",
  maxInFlight: Infinity,
  ordered: true,
  closeMode: "keeps_memory",
  thread: "owner",
  minimumKernel: "5.8",
  needsKernel: false,
};

/** Hands out places in the ring inside a scope; discards are shown, commits are explicit. */
export const lease: RingbufImplementation = {
  name: "lease",
  summary: "reads in place inside a scope; discards visible",
  source: "https://github.com/cilium/ebpf/pull/2037",
  traits,
  probe: () => AVAILABLE,
  open: (input) => new LeaseReader(input),
};
