/** Mutant: it loses a record now and then. @module */
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import type { AnySource, Visit } from "../../../lib/source.ts";
import type { Bug } from "../../bug.ts";
import { isVisitor } from "../../hold.ts";
import { onCursor } from "../on_cursor.ts";

/** Every so many records one is lost. */
const LOST_EVERY = 37;

export const skipsARecord: Bug<AnySource> = {
  name: "skips_a_record",
  bug: "loses every 37th record",
  members(source) {
    let count = 0;
    const isLost = () => ++count % LOST_EVERY === 0;
    if (isVisitor(source)) {
      const consume = (visit: Visit, limit: number) =>
        source.consume((at, length) => isLost() ? undefined : visit(at, length), limit);
      return { consume };
    }
    return onCursor(source, (cursor) => ({
      next(): Outcome {
        const outcome = cursor.next();
        return outcome === DATA && isLost() ? cursor.next() : outcome;
      },
    }));
  },
};
