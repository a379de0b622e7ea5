/** Mutant: it sends the second payload of its queue first. @module */
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  override flush(): void {
    const [first, second] = this.queue;
    if (first?.wentOut === 0 && second !== undefined) this.queue.splice(0, 2, second, first);
    super.flush();
  }
}

export const swapsNeighbours: SinkMutant = {
  name: "swaps_neighbours",
  bug: "ships two neighbours in the wrong order",
  open: (input) => new Broken(input),
};
