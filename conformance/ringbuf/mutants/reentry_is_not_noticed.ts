/** Mutant: a lease inside a lease is let in. @module */
import type { CursorSource, LeaseSource } from "../../../lib/source.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader implements LeaseSource {
  withLease<T>(body: (lease: CursorSource) => T): T {
    return body(this);
  }
}

export const reentryIsNotNoticed = plainMutant({
  name: "reentry_is_not_noticed",
  bug: "a second lease is given out while one is running",
  traits: { style: "lease", scopeEnd: "carry" },
  open: (input) => new Broken(input),
});
