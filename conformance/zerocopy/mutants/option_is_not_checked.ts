/** Mutant: it does not look at what SO_ZEROCOPY returned. @module */
import { channelMutant, PassingChannel } from "../passing_channel.ts";

class Broken extends PassingChannel {
  override enableZeroCopy(): number {
    super.enableZeroCopy();
    return 0;
  }
}

export const optionIsNotChecked = channelMutant({
  name: "option_is_not_checked",
  bug: "asks for zero copy, and tracks it, where the kernel refused the option",
  channel: (inner, input) => new Broken(inner, input),
});
