/** Mutant: it reads one number of a range. @module */
import { channelMutant, PassingChannel } from "../passing_channel.ts";

class Broken extends PassingChannel {
  override read(): boolean {
    if (!super.read()) return false;
    this.high = this.low;
    return true;
  }
}

export const rangesAreSingle = channelMutant({
  name: "ranges_are_single",
  bug: "completes the first send of each range only",
  channel: (inner, input) => new Broken(inner, input),
});
