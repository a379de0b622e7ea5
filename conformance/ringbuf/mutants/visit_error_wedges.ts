/** Believes for ever that the visit which threw still runs. @module */
import { ConcurrentUse } from "../../../lib/errors.ts";
import { callback, CallbackReader } from "../../../lib/ringbuf/callback.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Visit } from "../../../lib/source.ts";
import type { Mutant } from "../../suite.ts";

class VisitErrorWedges extends CallbackReader {
  #running = false;

  override consume(visit: Visit, limit: number): number {
    if (this.#running) throw new ConcurrentUse("Cannot consume: a visit is running");
    this.#running = true;
    const count = super.consume(visit, limit);
    this.#running = false;
    return count;
  }
}

export const visitErrorWedges: Mutant<RingbufImplementation> = {
  name: "visit_error_wedges",
  bug: "after a visit that threw every use is refused",
  implementation: { ...callback, open: (input) => new VisitErrorWedges(input) },
};
