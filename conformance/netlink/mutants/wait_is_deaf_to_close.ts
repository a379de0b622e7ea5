/** Mutant: a close does not end its wait as one. @module */
import { CLOSED, DEADLINE, type Outcome } from "../../../lib/outcome.ts";
import { RecvmmsgReceiver } from "../../../lib/netlink/receive/recvmmsg.ts";
import { type ReceiveMutant, toReceiveMutant } from "../receive_mutant.ts";

class Broken extends RecvmmsgReceiver {
  override wait(timeoutMs: number): Outcome {
    const outcome = super.wait(timeoutMs);
    return outcome === CLOSED ? DEADLINE : outcome;
  }
}

export const waitIsDeafToClose: ReceiveMutant = toReceiveMutant({
  name: "wait_is_deaf_to_close",
  bug: "calls a wait that was closed one that met its deadline",
  open: (input) => new Broken(input),
});
