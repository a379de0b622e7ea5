/** What the notifications of SEND_ZC say of copies, read as the kernel means it. @module */
import type { Uring } from "../../ffi/uring.ts";
import { IORING_CQE_F_NOTIF, IORING_NOTIF_USAGE_ZC_COPIED } from "../../ffi/uring_constants.ts";

/** What is read of a ring: completions that are there, 0 the oldest. */
export type ReadyCompletions = Pick<Uring, "userDataLow" | "result" | "cqeFlags" | "ready">;

/** More sends than one stack can have: a power of two. */
const MEMORY = 4096;

/**
 * Judges notifications one by one, in the order of the ring.
 *
 * Why that is needed (io_uring/notif.c, since Linux 6.10; before it nothing is stacked): a socket
 * buffer belongs to one send. io_link_skb() hangs each further send that goes into it onto the
 * notification of that owner, right behind it and in front of those that hang there already.
 * io_tx_ubuf_complete() notes use and copies at the owner alone, so io_notif_tw_complete() says
 * "copied" of all that only hang, whatever happened. A stack completes in one go, its list in
 * order: an owner, then what hangs on it, the latest first. A send that straddles two socket
 * buffers hangs on the first one's owner, owns the second, and speaks for that one. What TCP
 * splits off keeps its owner, so any number of sends can hang on one.
 *
 * What the order proves: in `1, -4, -3, -2` (a minus says copied) 3 stands behind 4, so it owns no
 * socket buffer: 4 would have gone into that one, the last of the queue, and stood behind 3. So 3
 * and 2 lie in those of 1 alone, which were not copied.
 *
 * What it does not: nothing came behind 4, which may own a socket buffer that was copied, or be no
 * part of the stack at all. It is inferred not to be copied, and counted. That is right on a path
 * that copies all or nothing; wrong, for one send each time, where copying sets in under way: a
 * packet capture that starts, a route that moves to loopback.
 *
 * Where the owner was copied nothing here believes otherwise, nor of what ascends.
 */
export class UsageReports {
  /** Notifications that said copied, and were inferred, not proven, to say so for their place. */
  inferredCount = 0;
  /** By the low bits of their numbers: sends not copied, and in which go that was heard. */
  readonly #clear = new Uint32Array(MEMORY);
  readonly #clearIn = new Uint32Array(MEMORY);
  /** The go: a cell, and never 0. */
  readonly #go = Uint32Array.of(1);
  /** Lowest and highest number of the run under way: cells. */
  readonly #run = new Uint32Array(2);
  #hasRun = false;

  /** Begins with a ring's completions anew: what was heard before says nothing of what comes. */
  begin(): void {
    this.#go[0]!++;
    this.#hasRun = false;
  }

  /** Whether the send of the notification at `index` was copied. */
  copied(ring: ReadyCompletions, index: number): boolean {
    const sequence = ring.userDataLow(index);
    if ((ring.result(index) & IORING_NOTIF_USAGE_ZC_COPIED) === 0) {
      this.#clear[sequence % MEMORY] = sequence;
      this.#clearIn[sequence % MEMORY] = this.#go[0]!;
      this.#hasRun = false;
      return false;
    }
    if (this.#isInRun(sequence)) return false;
    if (!this.#findRun(ring, index)) return true;
    // the one behind it, where it was heard already, stands in front of it: no guess then
    if (!this.#isClear((sequence + 1) >>> 0)) this.inferredCount++;
    return false;
  }

  #isInRun(sequence: number): boolean {
    const low = this.#run[0]!;
    return this.#hasRun && (sequence - low) >>> 0 <= (this.#run[1]! - low) >>> 0;
  }

  #isClear(sequence: number): boolean {
    const at = sequence % MEMORY;
    return this.#clear[at] === sequence && this.#clearIn[at] === this.#go[0];
  }

  /** Whether what descends from `index` on hangs on sends that were not copied. */
  #findRun(ring: ReadyCompletions, index: number): boolean {
    const { ready } = ring;
    const high = ring.userDataLow(index);
    let expected = high;
    for (let at = index; at < ready; at++) {
      if ((ring.cqeFlags(at) & IORING_CQE_F_NOTIF) === 0) continue;
      const sequence = ring.userDataLow(at);
      const distance = (expected - sequence) >>> 0;
      if ((ring.result(at) & IORING_NOTIF_USAGE_ZC_COPIED) === 0 || distance >= MEMORY) break;
      while (expected !== sequence && this.#isClear(expected)) expected = (expected - 1) >>> 0;
      if (expected !== sequence) break;
      expected = (expected - 1) >>> 0;
    }
    this.#hasRun = this.#isClear(expected);
    this.#run[0] = (expected + 1) >>> 0;
    this.#run[1] = high;
    return this.#hasRun;
  }
}
