/** Mutant: it takes the end of a range for the first that is not done. @module */
import { channelMutant, PassingChannel } from "../passing_channel.ts";

class Broken extends PassingChannel {
  override read(): boolean {
    while (super.read()) {
      if (this.low === this.high) continue;
      this.high = (this.high - 1) >>> 0;
      return true;
    }
    return false;
  }
}

export const highIsExclusive = channelMutant({
  name: "high_is_exclusive",
  bug: "completes one send too few of each range",
  channel: (inner, input) => new Broken(inner, input),
});
