/** Mutant: of what is notified late, it gives back one send at a time, and forgets the rest. @module */
import { channelMutant, PassingChannel } from "../passing_channel.ts";

class Broken extends PassingChannel {
  override read(): boolean {
    if (!super.read()) return false;
    if (this.high - this.low > 4) this.high--;
    return true;
  }
}

export const lateSendsAreForgotten = channelMutant({
  name: "late_sends_are_forgotten",
  bug: "leaves the last send out of a long range of notifications",
  channel: (inner, input) => new Broken(inner, input),
});
