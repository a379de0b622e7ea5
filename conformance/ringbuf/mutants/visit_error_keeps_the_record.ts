/** Declares that a visit which throws consumes, and keeps the space. @module */
import { DATA } from "../../../lib/outcome.ts";
import { callback } from "../../../lib/ringbuf/callback.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { RingReader } from "../../../lib/ringbuf/reader.ts";
import type { Visit, VisitorSource } from "../../../lib/source.ts";
import type { Mutant } from "../../suite.ts";

class VisitErrorKeepsTheRecord extends RingReader implements VisitorSource {
  consume(visit: Visit, limit: number): number {
    for (let count = 0; count < limit;) {
      if (this.stepOverDiscards() !== DATA) return count;
      count++;
      this.ledger.deliver();
      this.ledger.release(1);
      const result = visit(this.offset, this.length); // what it throws skips the release below
      this.releaseCursor();
      if (result !== undefined && result < 0) return count;
    }
    return limit;
  }
}

export const visitErrorKeepsTheRecord: Mutant<RingbufImplementation> = {
  name: "visit_error_keeps_the_record",
  bug: "the record whose visit threw is declared consumed, and its space is not given back",
  implementation: { ...callback, open: (input) => new VisitErrorKeepsTheRecord(input) },
};
