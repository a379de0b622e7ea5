/** Mutant: each release loses a buffer. @module */
import { DEFAULT_BATCH } from "../../../lib/netlink/receive/contract.ts";
import { EMPTY, type Outcome } from "../../../lib/outcome.ts";
import { RecvmmsgReceiver } from "../../../lib/netlink/receive/recvmmsg.ts";
import { type ReceiveMutant, toReceiveMutant } from "../receive_mutant.ts";

class Broken extends RecvmmsgReceiver {
  #lost = 0;

  override next(): Outcome {
    return this.ledger.inFlight + this.#lost >= DEFAULT_BATCH ? EMPTY : super.next();
  }

  override commit(): void {
    super.commit();
    this.#lost++;
  }
}

export const losesABuffer: ReceiveMutant = toReceiveMutant({
  name: "loses_a_buffer",
  bug: "has one buffer less after each release",
  open: (input) => new Broken(input),
});
