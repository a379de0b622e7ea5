/** The consumer of a lease source: one lease a drain, and the cursor's loop inside it. @module */
import type { CursorSource, LeaseSource } from "../../lib/source.ts";
import { parse, touch, wordsOf } from "./cursor.ts";
import { type Consumer, type ConsumerOptions, TALLY_CELLS } from "./tally.ts";

/** A consumer of `source`, which stays the caller's. */
export function leaseConsumer(source: LeaseSource, options: ConsumerOptions): Consumer {
  const tally = new Int32Array(TALLY_CELLS);
  const { words, base } = wordsOf(source.bytes);
  const commitEvery = Math.min(options.commitEvery, 0x7fff_ffff);
  const walk = { words, base, commitEvery, tally };
  // made once: a closure per lease would be an allocation per drain
  const body = options.depth === "touch"
    ? (lease: CursorSource) => touch(lease, walk)
    : (lease: CursorSource) => parse(lease, walk);
  return { tally, drain: () => source.withLease(body), [Symbol.dispose]() {} };
}
