/** Looks at the ring far less often than it declares. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class PollsTooRarely extends PlainReader {
  protected override sleep(leftMs: number): number {
    return this.holds() ? this.waiter.pause(Math.min(leftMs, 60)) : super.sleep(leftMs);
  }
}

export const pollsTooRarely: Mutant<RingbufImplementation> = plainMutant({
  name: "polls_too_rarely",
  bug: "with a record in hand a wait looks every 60 ms, not every 9",
  open: (input) => new PollsTooRarely(input),
});
