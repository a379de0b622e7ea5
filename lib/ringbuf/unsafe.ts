/** Zero copy: records are read in place, and one commit gives all of them back. @module */
import { AVAILABLE, type Traits } from "../implementation.ts";
import { DATA, type Outcome } from "../outcome.ts";
import type { CursorSource } from "../source.ts";
import type { RingbufImplementation } from "./contract.ts";
import { HELD_POLL_MS, RingReader } from "./reader.ts";

/** The reader of {@linkcode unsafe}. */
export class UnsafeReader extends RingReader implements CursorSource {
  next(): Outcome {
    const outcome = this.stepOverDiscards();
    if (outcome === DATA) this.ledger.deliver();
    return outcome;
  }

  /** Releases everything handed out, and the discarded records passed over, with one store. */
  commit(): void {
    this.endViews();
    this.ledger.releaseAll();
    this.releaseCursor();
  }
}

const traits: Traits = {
  style: "cursor",
  release: "batch",
  copies: false,
  discardsVisible: false,
  busy: "empty",
  heldWait: { pollMs: HELD_POLL_MS },
  maxInFlight: Infinity,
  ordered: true,
  closeMode: "keeps_memory",
  thread: "owner",
  minimumKernel: "5.8",
  needsKernel: false,
};

/** Hands out places in the ring itself; the caller commits when it is done with all of them. */
export const unsafe: RingbufImplementation = {
  name: "unsafe",
  summary: "reads in place; one commit releases the batch",
  source: "https://github.com/cilium/ebpf/pull/1968",
  traits,
  probe: () => AVAILABLE,
  open: (input) => new UnsafeReader(input),
};
