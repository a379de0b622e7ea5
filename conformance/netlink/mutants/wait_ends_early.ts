/** Mutant: its wait takes half its time. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { RecvmmsgReceiver } from "../../../lib/netlink/receive/recvmmsg.ts";
import { type ReceiveMutant, toReceiveMutant } from "../receive_mutant.ts";

class Broken extends RecvmmsgReceiver {
  override wait(timeoutMs: number): Outcome {
    return super.wait(timeoutMs / 2);
  }
}

export const waitEndsEarly: ReceiveMutant = toReceiveMutant({
  name: "wait_ends_early",
  bug: "ends a wait before its deadline",
  open: (input) => new Broken(input),
});
