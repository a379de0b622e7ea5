/** Mutant: it does not say that a datagram was cut. @module */
import { RecvmmsgReceiver } from "../../../lib/netlink/receive/recvmmsg.ts";
import { type ReceiveMutant, toReceiveMutant } from "../receive_mutant.ts";

class Broken extends RecvmmsgReceiver {
  protected override deliver(slot: number, length: number): void {
    super.deliver(slot, length, false);
  }
}

export const truncationIsHidden: ReceiveMutant = toReceiveMutant({
  name: "truncation_is_hidden",
  bug: "never looks at MSG_TRUNC",
  open: (input) => new Broken(input),
});
