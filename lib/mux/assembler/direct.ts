/** Gathers a message in the pooled buffer that the queue then gets. @module */
import { AVAILABLE } from "../../implementation.ts";
import type { AssemblerImplementation } from "./contract.ts";
import { Gathering, NONE } from "./gathering.ts";

class Direct extends Gathering {
  protected override finish(): void {
    this.buffer = this.gathered;
    this.gathered = NONE;
  }

  protected override abandon(): void {
    this.releaseGathered();
  }
}

export const direct: AssemblerImplementation = {
  name: "direct",
  summary: "fills the pooled buffer that the queue gets: one copy a message fewer",
  source: "https://github.com/cockroachdb/drpc",
  traits: { thread: "owner", minimumKernel: "4.18", needsKernel: false, copiesPerMessage: 1 },
  probe: () => AVAILABLE,
  open: (input) => new Direct(input),
};
