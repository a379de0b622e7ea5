/** The consumer of a visitor source: one callback a payload, released on its return. @module */
import type { Visit, VisitorSource } from "../../lib/source.ts";
import type { Words } from "./cursor.ts";
import { wordsOf } from "./cursor.ts";
import type { Consumer, Depth } from "./tally.ts";
import { BYTES, RECORDS, SAMPLED_WORD, SEQUENCE, SUM, TALLY_CELLS, WRONG } from "./tally.ts";

/** The most a walk hands out: more than a ring can hold. */
const NO_LIMIT = 0x3fff_ffff;

/** A consumer of `source`, which stays the caller's. */
export function visitorConsumer(
  source: VisitorSource,
  options: { readonly depth: Depth },
): Consumer {
  const tally = new Int32Array(TALLY_CELLS);
  const memory = wordsOf(source.bytes);
  const visit = options.depth === "touch" ? touching(memory, tally) : parsing(memory, tally);
  return { tally, drain: () => drain(source, visit, tally), [Symbol.dispose]() {} };
}

function drain(source: VisitorSource, visit: Visit, tally: Int32Array): void {
  tally[RECORDS] =
    tally[BYTES] =
    tally[SUM] =
    tally[WRONG] =
      0;
  // an implementation may hand out fewer than asked for: until there is nothing
  while (source.consume(visit, NO_LIMIT) > 0);
}

/** State is in typed cells: a variable captured by the closure would be boxed past 2^30. */
function touching({ words, base }: Words, tally: Int32Array): Visit {
  return (offset, length) => {
    const at = (base + (offset >> 2)) | 0;
    const sequence = tally[SEQUENCE]!;
    const seal = words[(at + ((length >> 3) << 1) - 2) | 0]!;
    tally[WRONG]! |= (words[at]! ^ sequence) | (seal ^ ~sequence);
    tally[SUM] = tally[SUM]! + words[(at + SAMPLED_WORD) | 0]!;
    tally[SEQUENCE] = sequence + 1;
    tally[BYTES]! += length;
    tally[RECORDS]! += 1;
  };
}

function parsing({ words, base }: Words, tally: Int32Array): Visit {
  return (offset, length) => {
    const at = (base + (offset >> 2)) | 0;
    const end = at + (length >> 2);
    const sequence = tally[SEQUENCE]!;
    tally[WRONG]! |= words[at]! ^ sequence;
    let sum = tally[SUM]!;
    for (let word = at; word < end; word = (word + 1) | 0) sum = (sum + words[word]!) | 0;
    tally[SUM] = sum;
    tally[SEQUENCE] = sequence + 1;
    tally[BYTES]! += length;
    tally[RECORDS]! += 1;
  };
}
