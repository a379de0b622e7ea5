/** Mutant: its close counts nothing. @module */
import { RecvmmsgReceiver } from "../../../lib/netlink/receive/recvmmsg.ts";
import { type ReceiveMutant, toReceiveMutant } from "../receive_mutant.ts";

class Broken extends RecvmmsgReceiver {
  override close(): void {
    const { abandoned } = this.ledger;
    super.close();
    this.ledger.abandoned = abandoned;
  }
}

export const closeForgetsWhatItTook: ReceiveMutant = toReceiveMutant({
  name: "close_forgets_what_it_took",
  bug: "does not count what it took and never handed out",
  open: (input) => new Broken(input),
});
