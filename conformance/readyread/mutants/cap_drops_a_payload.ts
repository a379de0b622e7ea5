/** Mutant: at its cap it loses what comes. @module */
import { CapReached } from "../../../lib/errors.ts";
import type { Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { receiveAll } from "../../socket_channel.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override next(): Outcome {
    try {
      return super.next();
    } catch (error) {
      if (error instanceof CapReached) receiveAll(this.members.fd(0), 1);
      throw error;
    }
  }
}

export const capDropsAPayload: ReadMutant = toReadMutant({
  name: "cap_drops_a_payload",
  bug: "reads and drops a payload when no buffer is left",
  open: (input) => new Broken(input),
});
