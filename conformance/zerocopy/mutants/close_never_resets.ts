/** Mutant: a close waits for a peer that does not read. @module */
import { channelMutant, PassingChannel } from "../passing_channel.ts";

class Broken extends PassingChannel {
  override reset(): void {}
}

export const closeNeverResets = channelMutant({
  name: "close_never_resets",
  bug: "never resets the connection, however long the peer keeps it waiting",
  channel: (inner, input) => new Broken(inner, input),
});
