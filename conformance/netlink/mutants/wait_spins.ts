/** Mutant: its wait looks again and again. @module */
import { DEADLINE, type Outcome } from "../../../lib/outcome.ts";
import { RecvmmsgReceiver } from "../../../lib/netlink/receive/recvmmsg.ts";
import { type ReceiveMutant, toReceiveMutant } from "../receive_mutant.ts";

class Broken extends RecvmmsgReceiver {
  override wait(timeoutMs: number): Outcome {
    const endMs = performance.now() + timeoutMs;
    for (;;) {
      const outcome = super.wait(0);
      if (outcome !== DEADLINE || performance.now() >= endMs) return outcome;
    }
  }
}

export const waitSpins: ReceiveMutant = toReceiveMutant({
  name: "wait_spins",
  bug: "never sleeps while it waits",
  open: (input) => new Broken(input),
});
