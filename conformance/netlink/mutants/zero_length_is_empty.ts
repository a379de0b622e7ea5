/** Mutant: it takes a datagram of no bytes for none. @module */
import { DATA, EMPTY, type Outcome } from "../../../lib/outcome.ts";
import { RecvmmsgReceiver } from "../../../lib/netlink/receive/recvmmsg.ts";
import { type ReceiveMutant, toReceiveMutant } from "../receive_mutant.ts";

class Broken extends RecvmmsgReceiver {
  override next(): Outcome {
    const outcome = super.next();
    return outcome === DATA && this.length === 0 ? EMPTY : outcome;
  }
}

export const zeroLengthIsEmpty: ReceiveMutant = toReceiveMutant({
  name: "zero_length_is_empty",
  bug: "says EMPTY for a datagram of no bytes",
  open: (input) => new Broken(input),
});
