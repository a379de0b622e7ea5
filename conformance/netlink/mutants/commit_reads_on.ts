/** Mutant: a commit with nothing in hand releases what nobody has read. @module */
import { RecvmmsgReceiver } from "../../../lib/netlink/receive/recvmmsg.ts";
import { type ReceiveMutant, toReceiveMutant } from "../receive_mutant.ts";

class Broken extends RecvmmsgReceiver {
  override commit(): void {
    if (this.ledger.inFlight === 0) this.next();
    super.commit();
  }
}

export const commitReadsOn: ReceiveMutant = toReceiveMutant({
  name: "commit_reads_on",
  bug: "takes a datagram when it is told to commit with none in hand",
  open: (input) => new Broken(input),
});
