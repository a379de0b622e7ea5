/** Mutant: at its cap it takes a buffer that is in use. @module */
import { CapReached } from "../../../lib/errors.ts";
import type { Outcome } from "../../../lib/outcome.ts";
import { RecvmmsgReceiver } from "../../../lib/netlink/receive/recvmmsg.ts";
import { type ReceiveMutant, toReceiveMutant } from "../receive_mutant.ts";

class Broken extends RecvmmsgReceiver {
  override next(): Outcome {
    try {
      return super.next();
    } catch (error) {
      if (!(error instanceof CapReached)) throw error;
      this.commit();
      return super.next();
    }
  }
}

export const capOverwrites: ReceiveMutant = toReceiveMutant({
  name: "cap_overwrites",
  bug: "hands out a buffer that is in hand when there is no other",
  open: (input) => new Broken(input),
});
