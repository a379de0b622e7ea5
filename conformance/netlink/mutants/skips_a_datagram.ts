/** Mutant: it loses a datagram now and then. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { RecvmmsgReceiver } from "../../../lib/netlink/receive/recvmmsg.ts";
import { type ReceiveMutant, toReceiveMutant } from "../receive_mutant.ts";

class Broken extends RecvmmsgReceiver {
  #count = 0;

  override next(): Outcome {
    if (++this.#count % 9 === 0) super.next();
    return super.next();
  }
}

export const skipsADatagram: ReceiveMutant = toReceiveMutant({
  name: "skips_a_datagram",
  bug: "drops the ninth datagram of each batch",
  open: (input) => new Broken(input),
});
