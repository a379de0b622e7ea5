/** Mutant: it takes every error event for notifications. @module */
import { channelMutant, PassingChannel } from "../passing_channel.ts";

class Broken extends PassingChannel {
  override takeError(): number {
    return 0;
  }
}

export const resetsAreLost = channelMutant({
  name: "resets_are_lost",
  bug: "never asks for the connection's own error",
  channel: (inner, input) => new Broken(inner, input),
});
