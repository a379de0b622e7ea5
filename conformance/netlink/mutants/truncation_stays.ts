/** Mutant: once a datagram was cut, all are. @module */
import { RecvmmsgReceiver } from "../../../lib/netlink/receive/recvmmsg.ts";
import { type ReceiveMutant, toReceiveMutant } from "../receive_mutant.ts";

class Broken extends RecvmmsgReceiver {
  protected override deliver(slot: number, length: number, truncated: boolean): void {
    super.deliver(slot, length, truncated || this.truncated);
  }
}

export const truncationStays: ReceiveMutant = toReceiveMutant({
  name: "truncation_stays",
  bug: "never takes back that a datagram was cut",
  open: (input) => new Broken(input),
});
