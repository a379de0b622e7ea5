/** Mutant: it gives a buffer back when it hands it out. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { RecvmmsgReceiver } from "../../../lib/netlink/receive/recvmmsg.ts";
import { type ReceiveMutant, toReceiveMutant } from "../receive_mutant.ts";

class Broken extends RecvmmsgReceiver {
  override next(): Outcome {
    const outcome = super.next();
    super.commit();
    return outcome;
  }
}

export const releasesAtHandOut: ReceiveMutant = toReceiveMutant({
  name: "releases_at_hand_out",
  bug: "releases each datagram as it is handed out",
  open: (input) => new Broken(input),
});
