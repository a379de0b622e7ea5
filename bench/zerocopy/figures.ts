/** What the senders of a rig say of a round: differences of their sums. @module */
import type { Backlog } from "../../lib/zerocopy/backlog.ts";
import type { ZerocopySink } from "../../lib/zerocopy/contract.ts";

interface Sums {
  readonly writes: number;
  readonly notCopied: number;
  readonly inferred: number;
  readonly transfers: number;
  readonly transferMs: number;
  readonly returns: number;
  readonly returnMs: number;
}

/** What the senders did in a round: times are means. */
export type SenderRound = Readonly<
  Record<
    | "notCopiedShare"
    | "transferNs"
    | "bufferBackNs"
    | "pinnedPeakBytes"
    | "heldPeakBytes"
    | "capBytes"
    | "inferredShare",
    number
  >
>;

/** Sums over all senders, and the peaks of what they pin and of what the backlog holds. */
export class SenderFigures {
  #sinks: readonly ZerocopySink[];
  readonly #backlog: Backlog;
  /** Of those that were watched before. */
  #done: Sums = NOTHING;
  #last: Sums;
  #pinnedPeakBytes = 0;
  #heldPeakBytes = 0;

  constructor(sinks: readonly ZerocopySink[], backlog: Backlog) {
    this.#sinks = sinks;
    this.#backlog = backlog;
    this.#last = this.#sums();
  }

  /** Goes on with other senders; what the former ones did still counts. */
  watch(sinks: readonly ZerocopySink[]): void {
    this.#done = this.#sums();
    this.#sinks = sinks;
  }

  /** Looks at the bytes pinned and held now. */
  sample(): void {
    let pinned = 0;
    for (let index = 0; index < this.#sinks.length; index++) {
      pinned += this.#sinks[index]!.stats.bytesPinned;
    }
    if (pinned > this.#pinnedPeakBytes) this.#pinnedPeakBytes = pinned;
    const { heldBytes } = this.#backlog;
    if (heldBytes > this.#heldPeakBytes) this.#heldPeakBytes = heldBytes;
  }

  /** The figures since the last call, as metrics. */
  take(): SenderRound {
    const now = this.#sums();
    const last = this.#last;
    const taken = {
      notCopiedShare: ratio(now.notCopied - last.notCopied, now.writes - last.writes),
      transferNs: 1e6 *
        ratio(now.transferMs - last.transferMs, now.transfers - last.transfers),
      bufferBackNs: 1e6 * ratio(now.returnMs - last.returnMs, now.returns - last.returns),
      pinnedPeakBytes: this.#pinnedPeakBytes,
      heldPeakBytes: this.#heldPeakBytes,
      // each sender pins a block for itself: of eight replicas a block counts eight times
      capBytes: this.#backlog.blockBytes * this.#backlog.pool.bufferCount * this.#sinks.length,
      inferredShare: ratio(now.inferred - last.inferred, now.writes - last.writes),
    };
    this.#last = now;
    this.#pinnedPeakBytes = 0;
    this.#heldPeakBytes = 0;
    return taken;
  }

  #sums(): Sums {
    const sum = (of: (sink: ZerocopySink) => number) =>
      this.#sinks.reduce((total, sink) => total + of(sink), 0);
    const done = this.#done;
    return {
      writes: done.writes + sum(({ stats }) => stats.writes),
      notCopied: done.notCopied +
        sum(({ stats, ledger }) => stats.notified - ledger.copiedAfterAll),
      inferred: done.inferred + sum(({ stats }) => stats.inferredReports),
      transfers: done.transfers + sum(({ stats }) => stats.transfer.count),
      transferMs: done.transferMs + sum(({ stats }) => stats.transfer.sumMs),
      returns: done.returns + sum(({ stats }) => stats.bufferBack.count),
      returnMs: done.returnMs + sum(({ stats }) => stats.bufferBack.sumMs),
    };
  }
}

const NOTHING: Sums = {
  writes: 0,
  notCopied: 0,
  inferred: 0,
  transfers: 0,
  transferMs: 0,
  returns: 0,
  returnMs: 0,
};

function ratio(dividend: number, divisor: number): number {
  return divisor === 0 ? 0 : dividend / divisor;
}
