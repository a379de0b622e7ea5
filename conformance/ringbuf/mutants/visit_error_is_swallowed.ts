/** Keeps a visit's error to itself. @module */
import { callback, CallbackReader } from "../../../lib/ringbuf/callback.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Visit } from "../../../lib/source.ts";
import type { Mutant } from "../../suite.ts";

class VisitErrorIsSwallowed extends CallbackReader {
  override consume(visit: Visit, limit: number): number {
    return super.consume((offset, length) => {
      try {
        return visit(offset, length);
      } catch {
        return -1;
      }
    }, limit);
  }
}

export const visitErrorIsSwallowed: Mutant<RingbufImplementation> = {
  name: "visit_error_is_swallowed",
  bug: "an error thrown by a visit ends the walk and does not reach the caller",
  implementation: { ...callback, open: (input) => new VisitErrorIsSwallowed(input) },
};
