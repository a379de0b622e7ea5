/** Mutant: it gives zero copy up and does not say so. @module */
import { adaptive } from "../../../lib/zerocopy/adaptive.ts";
import { replace } from "../../replace.ts";
import { senderMutant } from "../passing_channel.ts";

export const givesUpInSilence = senderMutant({
  name: "gives_up_in_silence",
  bug: "stops asking for zero copy without a word in its figures",
  row: adaptive,
  open: (input) => {
    const sink = adaptive.open(input);
    const stats = replace(sink.stats, { backOffs: 0 });
    return replace(sink, { stats });
  },
});
