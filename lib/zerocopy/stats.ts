/** The figures of one sender: what it did, what it holds, and how long things took. @module */
import type { SinkLedger } from "../sink_ledger.ts";
import { Timing } from "./timing.ts";
import type { Tracker } from "./tracker.ts";

/** Figures beside the ledger. Reading them changes nothing; nothing is allocated per send. */
export class SenderStats {
  /** Zero-copy sends that the kernel is done with: it copied `ledger.copiedAfterAll` of them. */
  notified = 0;
  /** True from the start of a close until nothing is in flight. */
  draining = false;
  /** True when a close gave up waiting and reset the connection. */
  aborted = false;
  /** Times that the kernel had no memory for notifications, and a completion was waited for. */
  starvedWaits = 0;
  /** Times that it had none with nothing in flight, so that the payload was copied. */
  starvedCopies = 0;
  /** Times that zero copy was left off because the kernel copied, and tries since then. */
  backOffs = 0;
  probes = 0;
  /** Notifications that say "copied" for their place in a stack: inferred, not proven, to. */
  inferredReports = 0;
  /** Messages of the error queue that were no completions: counted and left out. */
  otherErrors = 0;
  /** Why zero copy is not asked for at all, in a clause; undefined where it is. */
  fallback: string | undefined = undefined;
  /** From the start of a send until the kernel has taken its bytes; needs the input `timed`. */
  readonly transfer: Timing = new Timing();
  /** From the start of a send until its buffer may be written again; needs the input `timed`. */
  readonly bufferBack: Timing = new Timing();
  readonly #ledger: SinkLedger;
  readonly #tracker: Tracker;

  constructor(ledger: SinkLedger, tracker: Tracker) {
    this.#ledger = ledger;
    this.#tracker = tracker;
  }

  /** Sends taken. */
  get writes(): number {
    return this.#ledger.taken;
  }

  /** Sends whose memory the kernel may still read. */
  get inFlight(): number {
    return this.#tracker.openCount;
  }

  /** Bytes that the kernel may still read. */
  get bytesPinned(): number {
    return this.#ledger.bytesPinned;
  }

  /** Memory that keeping track of the sends takes now. */
  get trackerBytes(): number {
    return this.#tracker.memoryBytes;
  }

  /** The share of completed zero-copy sends that the kernel copied all the same; NaN for none. */
  get copiedShare(): number {
    return this.#ledger.copiedAfterAll / this.notified;
  }
}
