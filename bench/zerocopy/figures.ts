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

/** Sums over all senders, and the peaks of what they pin and of what the backlog holds. */
export class SenderFigures {
  readonly #sinks: readonly ZerocopySink[];
  readonly #backlog: Backlog;
  #last: Sums;
  #pinnedPeakBytes = 0;
  #heldPeakBytes = 0;

  constructor(sinks: readonly ZerocopySink[], backlog: Backlog) {
    this.#sinks = sinks;
    this.#backlog = backlog;
    this.#last = this.#sums();
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
  take(): Record<string, number> {
    const now = this.#sums();
    const last = this.#last;
    const taken = {
      notCopiedShare: ratio(now.notCopied - last.notCopied, now.writes - last.writes),
      transferNs: 1e6 *
        ratio(now.transferMs - last.transferMs, now.transfers - last.transfers),
      bufferBackNs: 1e6 * ratio(now.returnMs - last.returnMs, now.returns - last.returns),
      pinnedPeakBytes: this.#pinnedPeakBytes,
      heldPeakBytes: this.#heldPeakBytes,
      capBytes: this.#backlog.blockBytes * this.#backlog.pool.bufferCount,
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
    return {
      writes: sum(({ stats }) => stats.writes),
      notCopied: sum(({ stats, ledger }) => stats.notified - ledger.copiedAfterAll),
      inferred: sum(({ stats }) => stats.stackedReports),
      transfers: sum(({ stats }) => stats.transfer.count),
      transferMs: sum(({ stats }) => stats.transfer.sumMs),
      returns: sum(({ stats }) => stats.bufferBack.count),
      returnMs: sum(({ stats }) => stats.bufferBack.sumMs),
    };
  }
}

function ratio(dividend: number, divisor: number): number {
  return divisor === 0 ? 0 : dividend / divisor;
}
