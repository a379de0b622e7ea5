/** Walks on, whatever a visit returns. @module */
import { callback, CallbackReader } from "../../../lib/ringbuf/callback.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Visit } from "../../../lib/source.ts";
import type { Mutant } from "../../suite.ts";

class VisitStopIsIgnored extends CallbackReader {
  override consume(visit: Visit, limit: number): number {
    return super.consume((offset, length) => {
      visit(offset, length);
    }, limit);
  }
}

export const visitStopIsIgnored: Mutant<RingbufImplementation> = {
  name: "visit_stop_is_ignored",
  bug: "a negative result of a visit does not end the walk",
  implementation: { ...callback, open: (input) => new VisitStopIsIgnored(input) },
};
