/** Mutant: datagrams that the kernel dropped are nothing to it. @module */
import { EMPTY, type Outcome, OVERRUN } from "../../../lib/outcome.ts";
import { RecvmmsgReceiver } from "../../../lib/netlink/receive/recvmmsg.ts";
import { type ReceiveMutant, toReceiveMutant } from "../receive_mutant.ts";

class Broken extends RecvmmsgReceiver {
  override next(): Outcome {
    const outcome = super.next();
    return outcome === OVERRUN ? EMPTY : outcome;
  }
}

export const overrunIsSwallowed: ReceiveMutant = toReceiveMutant({
  name: "overrun_is_swallowed",
  bug: "says EMPTY when the kernel says that it dropped datagrams",
  open: (input) => new Broken(input),
});
