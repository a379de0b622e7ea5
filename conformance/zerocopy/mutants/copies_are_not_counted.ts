/** Mutant: it does not look at what the kernel did. @module */
import { channelMutant, PassingChannel } from "../passing_channel.ts";

class Broken extends PassingChannel {
  override read(): boolean {
    if (!super.read()) return false;
    this.copied = false;
    return true;
  }
}

export const copiesAreNotCounted = channelMutant({
  name: "copies_are_not_counted",
  bug: "counts no send as copied, whatever the notification says",
  channel: (inner, input) => new Broken(inner, input),
});
