/** Waits for a BUSY record whatever the deadline. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

const BUSY_PATIENCE_MS = 500;

class BusyHasNoDeadline extends PlainReader {
  protected override sleep(leftMs: number): number {
    let woken = super.sleep(leftMs);
    const isBusy = this.at !== this.end && this.header() < 0;
    for (let sleptMs = 0; isBusy && woken === 0 && sleptMs < BUSY_PATIENCE_MS; sleptMs += 10) {
      woken = this.waiter.pause(10);
    }
    return woken;
  }
}

export const busyHasNoDeadline: Mutant<RingbufImplementation> = plainMutant({
  name: "busy_has_no_deadline",
  bug: "a wait before a BUSY record sleeps on past its deadline",
  open: (input) => new BusyHasNoDeadline(input),
});
