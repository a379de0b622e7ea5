/** A reader of your own, to copy and change: reads in place, shows discarded records, commits batches. @module */
import {
  type CursorSource,
  DATA,
  HELD_POLL_MS,
  type Outcome,
  type RingbufImplementation,
  RingReader,
} from "../mod.ts";

/**
 * RingReader knows the memory, steps over headers, waits and closes. What is left is the policy:
 * what `next` reports, and what `commit` gives back.
 */
class OwnReader extends RingReader implements CursorSource {
  next(): Outcome {
    const outcome = this.step();
    if (outcome === DATA) this.ledger.deliver();
    return outcome;
  }

  commit(): void {
    this.endViews();
    this.ledger.releaseAll();
    this.releaseCursor();
  }
}

const ownReader: RingbufImplementation = {
  name: "own_reader",
  summary: "reads in place, shows discarded records, one commit a batch",
  source: "https://docs.kernel.org/bpf/ringbuf.html",
  traits: {
    style: "cursor",
    release: "batch",
    copies: false,
    discardsVisible: true,
    busy: "empty",
    heldWait: { pollMs: HELD_POLL_MS },
    maxInFlight: Infinity,
    ordered: true,
    closeMode: "keeps_memory",
    thread: "owner",
    minimumKernel: "5.8",
    needsKernel: false,
  },
  probe: () => ({ available: true }),
  open: (input) => new OwnReader(input),
};

export default ownReader;
