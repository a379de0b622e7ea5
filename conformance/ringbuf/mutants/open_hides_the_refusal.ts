/** Mutant: an open that fails gives a source that never has anything. @module */
import { SourceLedger } from "../../../lib/ledger.ts";
import { EMPTY, type Outcome } from "../../../lib/outcome.ts";
import type { CursorSource } from "../../../lib/source.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Nothing implements CursorSource {
  readonly bytes = new Uint8Array();
  readonly offset = 0;
  readonly length = 0;
  readonly remaining = 0;
  readonly ledger = new SourceLedger(() => 0);
  readonly closeFd = -1;
  readonly flushFd = -1;
  next(): Outcome {
    return EMPTY;
  }
  commit(): void {}
  wait(): Outcome {
    return EMPTY;
  }
  close(): void {}
  view(): Uint8Array {
    return this.bytes;
  }
  [Symbol.dispose](): void {}
}

export const openHidesTheRefusal = plainMutant({
  name: "open_hides_the_refusal",
  bug: "an open that the kernel refuses gives a source that is always empty",
  open: (input) => {
    try {
      return new PlainReader(input);
    } catch {
      return new Nothing();
    }
  },
});
