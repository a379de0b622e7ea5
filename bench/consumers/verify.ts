/** Verifies every byte that a source hands out, outside every meter. @module */
import type { Traits } from "../../lib/implementation.ts";
import { verifyFull } from "../../lib/ringbuf/fixture/record.ts";
import { wordsOf } from "./cursor.ts";
import { walk } from "./walk.ts";
import type { AnySource } from "../../lib/source.ts";

/** What the source must hand out. */
export interface Expected {
  readonly traits: Traits;
  readonly records: number;
  readonly payloadBytes: number;
  /** The number of the first. */
  readonly sequence: number;
}

/** Consumes all that is ready. Returns what is wrong with it, if anything. */
export function verifyAll(source: AnySource, expected: Expected): string | undefined {
  const { records, payloadBytes } = expected;
  const { words, base } = wordsOf(source.bytes);
  const record = { sequence: 0, payloadBytes, stamped: false };
  let seen = 0;
  let wrong: string | undefined;
  walk(source, expected.traits, (offset, length) => {
    const sequence = expected.sequence + seen++;
    if (wrong !== undefined) return;
    if (length !== payloadBytes) wrong = `record ${sequence} has ${length} bytes`;
    else {
      record.sequence = sequence;
      const at = verifyFull(words, base * 4 + offset, record);
      if (at >= 0) wrong = `byte ${at} of record ${sequence} is not what was produced`;
    }
  });
  return wrong ?? (seen === records ? undefined : `${records} records were ready, ${seen} came`);
}
