/** The ledger of a sink: what was taken, what came back, and what was really not copied. @module */

/** Counts of one sink, checked against independent counters by the conformance rules. */
export class SinkLedger {
  /** Sends taken, and their bytes. */
  taken = 0;
  takenBytes = 0;
  /** Sends given back, failed ones counted in. */
  returned = 0;
  /** Sends given back with an error. */
  failed = 0;
  /** Bytes that the kernel may still read. */
  bytesPinned = 0;
  /** Sends that the kernel was asked not to copy, and those it copied all the same. */
  askedZeroCopy = 0;
  copiedAfterAll = 0;
  /** Completions that belong to no send in flight: counted and ignored. */
  orphans = 0;

  /** Sends taken and not given back. */
  get inFlight(): number {
    return this.taken - this.returned;
  }
}
