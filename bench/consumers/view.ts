/** The consumer that asks for an array per payload: what the helper `view()` costs. @module */
import type { Traits } from "../../lib/implementation.ts";
import { DATA } from "../../lib/outcome.ts";
import type {
  AnySource,
  CursorSource,
  LeaseSource,
  TokenSource,
  VisitorSource,
} from "../../lib/source.ts";
import type { Consumer } from "./tally.ts";
import { BYTES, RECORDS, SAMPLED_WORD, SEQUENCE, SUM, TALLY_CELLS, WRONG } from "./tally.ts";

/** More than a ring can hold. */
const NO_LIMIT = 0x3fff_ffff;

/** A consumer of `source` in any style; reads what `touch` reads. The source stays the caller's. */
export function viewConsumer(
  source: AnySource,
  { style, release }: Pick<Traits, "style" | "release">,
): Consumer {
  const tally = new Int32Array(TALLY_CELLS);
  const walk = (cursor: CursorSource) => walkCursor(cursor, tally);
  const work = style === "visitor"
    ? visiting(source as VisitorSource, tally)
    : style === "lease"
    ? () => (source as LeaseSource).withLease(walk)
    : release === "token"
    ? () => walkTokens(source as TokenSource, tally)
    : () => walk(source as CursorSource);
  return {
    tally,
    drain() {
      tally[RECORDS] =
        tally[BYTES] =
        tally[SUM] =
        tally[WRONG] =
          0;
      work();
    },
    [Symbol.dispose]() {},
  };
}

function visiting(source: VisitorSource, tally: Int32Array): () => void {
  const visit = () => touchView(source.view(), tally);
  return () => {
    while (source.consume(visit, NO_LIMIT) > 0);
  };
}

function walkCursor(cursor: CursorSource, tally: Int32Array): void {
  while (cursor.next() === DATA) touchView(cursor.view(), tally);
  cursor.commit();
}

function walkTokens(source: TokenSource, tally: Int32Array): void {
  while (source.next() === DATA) {
    touchView(source.view(), tally);
    source.commitToken(source.token);
  }
  source.commit();
}

/** The number, the seal at the end and one word of the content, as `touch` reads them. */
function touchView(view: Uint8Array, tally: Int32Array): void {
  const length = view.length;
  const sequence = tally[SEQUENCE]!;
  tally[WRONG]! |= (wordAt(view, 0) ^ sequence) | (wordAt(view, (length & ~7) - 8) ^ ~sequence);
  tally[SUM] = tally[SUM]! + wordAt(view, 4 * SAMPLED_WORD);
  tally[SEQUENCE] = sequence + 1;
  tally[BYTES]! += length;
  tally[RECORDS]! += 1;
}

/** A little-endian word, byte by byte: an Int32Array over the view would be another array. */
function wordAt(view: Uint8Array, at: number): number {
  return view[at]! | view[at + 1]! << 8 | view[at + 2]! << 16 | view[at + 3]! << 24;
}
