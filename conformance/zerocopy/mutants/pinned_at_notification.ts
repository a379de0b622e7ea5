/** Mutant: it forgets what it holds too late. @module */
import { msgZerocopy } from "../../../lib/zerocopy/msg_zerocopy.ts";
import { replace } from "../../replace.ts";
import { senderMutant } from "../passing_channel.ts";

export const pinnedAtNotification = senderMutant({
  name: "pinned_at_notification",
  bug: "unpins a send with the one behind it, and so never the last one",
  open: (input) => {
    const sink = msgZerocopy.open(input);
    const stats = () =>
      replace(sink.stats, {
        get bytesPinned() {
          return Math.max(sink.stats.bytesPinned, sink.ledger.askedZeroCopy > 0 ? 1 : 0);
        },
      });
    return replace(sink, {
      get stats() {
        return stats();
      },
    });
  },
});
