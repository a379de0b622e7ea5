/** Mutant: completions of a connection that was removed are the next one's. @module */
import type { ReadInput } from "../../../lib/readyread/contract.ts";
import { uringBuffers, UringBuffersSource } from "../../../lib/readyread/uring_buffers.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends UringBuffersSource {
  constructor(input: ReadInput) {
    super(input);
    this.receives.isCurrent = () => true;
  }
}

export const staleCompletionsCount: ReadMutant = toReadMutant({
  name: "stale_completions_count",
  bug: "takes any completion for one of the connection that has the number now",
  row: uringBuffers,
  open: (input) => new Broken(input),
});
