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
 * What the kernel's source proves (io_uring/notif.c, since Linux 6.10): io_link_skb() hangs a
 * send onto the notification of the socket buffer that it goes into, in front of those that hang
 * there already. io_tx_ubuf_complete() notes the use of pages, and a copy, at the one whose socket
 * buffer it was; to the one hung on it comes no such word, so that io_notif_tw_complete() reports
 * it as copied whatever happened, unless it has a socket buffer of its own besides. A stack
 * completes in one go, the head first, the others in descending order down to the one behind it.
 * So where the owner of the buffer reports no copy, what hangs on it was not copied in there.
 *
 * What it does not prove: a completion does not say what it hung on. That is inferred here from
 * the order: a descending run that says copied, with nothing missing between it and a send below
 * that was not, all of one go, is taken for hanging on that one. Wrong it can be where copying sets
 * in within a stack: for a send with bytes in the next buffer too, and that one copied; or for one
 * send of its own, copied, right behind one that was not. On a path that copies all or nothing
 * neither occurs. How many were inferred is counted, so that a report can show the share.
 *
 * Where the head was copied, nothing here believes otherwise. What comes one by one in ascending
 * order is believed, but for the first behind one not copied.
 */
export class UsageReports {
  /** Notifications that said copied, and were inferred not to be from their stack. */
  stackedCount = 0;
  /** By the low bits of their numbers: sends not copied, and in which go that was heard. */
  readonly #clear = new Uint32Array(MEMORY);
  readonly #clearIn = new Uint32Array(MEMORY);
  /** The go: a cell, and never 0. */
  readonly #go = Uint32Array.of(1);
  /** Notifications of the run under way still to come. */
  #left = 0;

  /** Begins with a ring's completions anew: what was heard before says nothing of what comes. */
  begin(): void {
    this.#go[0]!++;
    this.#left = 0;
  }

  /** Whether the send of the notification at `index` was copied. */
  copied(ring: ReadyCompletions, index: number): boolean {
    const sequence = ring.userDataLow(index);
    if ((ring.result(index) & IORING_NOTIF_USAGE_ZC_COPIED) === 0) {
      this.#clear[sequence % MEMORY] = sequence;
      this.#clearIn[sequence % MEMORY] = this.#go[0]!;
      this.#left = 0;
      return false;
    }
    if (this.#left === 0) this.#left = this.#runLength(ring, index);
    if (this.#left === 0) return true;
    this.#left--;
    this.stackedCount++;
    return false;
  }

  #isClear(sequence: number): boolean {
    const at = sequence % MEMORY;
    return this.#clear[at] === sequence && this.#clearIn[at] === this.#go[0];
  }

  /** How many notifications from `index` on are a run of a stack not copied; 0 for none. */
  #runLength(ring: ReadyCompletions, index: number): number {
    const { ready } = ring;
    let expected = ring.userDataLow(index);
    let count = 0;
    for (let at = index; at < ready; at++) {
      if ((ring.cqeFlags(at) & IORING_CQE_F_NOTIF) === 0) continue;
      const sequence = ring.userDataLow(at);
      const distance = (expected - sequence) >>> 0;
      if ((ring.result(at) & IORING_NOTIF_USAGE_ZC_COPIED) === 0 || distance >= MEMORY) break;
      while (expected !== sequence && this.#isClear(expected)) expected = (expected - 1) >>> 0;
      if (expected !== sequence) break;
      expected = (expected - 1) >>> 0;
      count++;
    }
    return this.#isClear(expected) ? count : 0;
  }
}
