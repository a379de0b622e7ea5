/** Mutant: its wait does not see a datagram. @module */
import { DEADLINE, type Outcome, READY } from "../../../lib/outcome.ts";
import { RecvmmsgReceiver } from "../../../lib/netlink/receive/recvmmsg.ts";
import { type ReceiveMutant, toReceiveMutant } from "../receive_mutant.ts";

class Broken extends RecvmmsgReceiver {
  override wait(timeoutMs: number): Outcome {
    const outcome = super.wait(timeoutMs);
    return outcome === READY ? DEADLINE : outcome;
  }
}

export const waitIsDeafToData: ReceiveMutant = toReceiveMutant({
  name: "wait_is_deaf_to_data",
  bug: "sleeps through a datagram that comes while it waits",
  open: (input) => new Broken(input),
});
