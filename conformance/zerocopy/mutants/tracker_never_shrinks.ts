/** Mutant: the memory that tracks sends only grows. @module */
import { msgZerocopy } from "../../../lib/zerocopy/msg_zerocopy.ts";
import { replace } from "../../replace.ts";
import { senderMutant } from "../passing_channel.ts";

export const trackerNeverShrinks = senderMutant({
  name: "tracker_never_shrinks",
  bug: "keeps the memory of the most sends there ever were",
  open: (input) => {
    const sink = msgZerocopy.open(input);
    let most = 0;
    const stats = () =>
      replace(sink.stats, {
        get trackerBytes() {
          return most = Math.max(most, sink.stats.trackerBytes);
        },
      });
    return replace(sink, {
      get stats() {
        return stats();
      },
    });
  },
});
