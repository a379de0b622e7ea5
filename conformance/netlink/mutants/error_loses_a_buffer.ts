/** Mutant: a receive that failed is not posted again. @module */
import { PostedReceiver, uring } from "../../../lib/netlink/receive/uring.ts";
import type { Outcome } from "../../../lib/outcome.ts";
import type { ReceiveMutant } from "../receive_mutant.ts";

const name = "error_loses_a_buffer";
const bug = "has one buffer less after each receive that failed";

class Broken extends PostedReceiver {
  protected override complete(slot: number, result: number): Outcome {
    return result < 0 ? this.failed(result) : super.complete(slot, result);
  }
}

export const errorLosesABuffer: ReceiveMutant = {
  name,
  bug,
  implementation: { ...uring, name, summary: bug, open: (input) => new Broken(input) },
};
