/** Mutant: it compares the ends of a range as plain numbers. @module */
import { channelMutant, PassingChannel } from "../passing_channel.ts";

class Broken extends PassingChannel {
  override read(): boolean {
    const { firstSequence = 0 } = this.input;
    while (super.read()) {
      const low = (this.low + firstSequence) >>> 0;
      const high = (this.high + firstSequence) >>> 0;
      if (low <= high) return true;
    }
    return false;
  }
}

export const rangesComparedByLess = channelMutant({
  name: "ranges_compared_by_less",
  bug: "drops a range that crosses the wrap of the 32-bit numbers",
  channel: (inner, input) => new Broken(inner, input),
});
