/** The consumer of a token source: each payload is released by its own token. @module */
import { DATA } from "../../lib/outcome.ts";
import type { TokenSource } from "../../lib/source.ts";
import { wordsOf } from "./cursor.ts";
import type { Walk } from "./cursor.ts";
import type { Consumer, Depth } from "./tally.ts";
import { BYTES, RECORDS, SAMPLED_WORD, SEQUENCE, SUM, TALLY_CELLS, WRONG } from "./tally.ts";

/** A consumer of `source`, which stays the caller's. */
export function tokenConsumer(source: TokenSource, options: { readonly depth: Depth }): Consumer {
  const tally = new Int32Array(TALLY_CELLS);
  const { words, base } = wordsOf(source.bytes);
  const walk = { words, base, commitEvery: 1, tally };
  return {
    tally,
    drain: options.depth === "touch" ? () => touch(source, walk) : () => parse(source, walk),
    [Symbol.dispose]() {},
  };
}

/** The cursor's loop but for the release: one loop that is told how costs 2 to 3 ns a record. */
function touch(source: TokenSource, walk: Walk): void {
  const { words, base, tally } = walk;
  let sequence = tally[SEQUENCE]!;
  let records = 0, bytes = 0, sum = 0, wrong = 0;
  while (source.next() === DATA) {
    const at = (base + (source.offset >> 2)) | 0;
    const length = source.length;
    const seal = words[(at + ((length >> 3) << 1) - 2) | 0]!;
    wrong |= (words[at]! ^ sequence) | (seal ^ ~sequence);
    sum = (sum + words[(at + SAMPLED_WORD) | 0]!) | 0;
    sequence = (sequence + 1) | 0;
    bytes = (bytes + length) | 0;
    records = (records + 1) | 0;
    source.commitToken(source.token);
  }
  source.commit();
  tally[RECORDS] = records;
  tally[BYTES] = bytes;
  tally[SUM] = sum;
  tally[WRONG] = wrong;
  tally[SEQUENCE] = sequence;
}

function parse(source: TokenSource, walk: Walk): void {
  const { words, base, tally } = walk;
  let sequence = tally[SEQUENCE]!;
  let records = 0, bytes = 0, sum = 0, wrong = 0;
  while (source.next() === DATA) {
    const at = (base + (source.offset >> 2)) | 0;
    const length = source.length;
    const end = (at + (length >> 2)) | 0;
    wrong |= words[at]! ^ sequence;
    for (let word = at; word < end; word = (word + 1) | 0) sum = (sum + words[word]!) | 0;
    sequence = (sequence + 1) | 0;
    bytes = (bytes + length) | 0;
    records = (records + 1) | 0;
    source.commitToken(source.token);
  }
  source.commit();
  tally[RECORDS] = records;
  tally[BYTES] = bytes;
  tally[SUM] = sum;
  tally[WRONG] = wrong;
  tally[SEQUENCE] = sequence;
}
