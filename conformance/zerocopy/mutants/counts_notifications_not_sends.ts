/** Mutant: it counts a range as one send. @module */
import { msgZerocopy } from "../../../lib/zerocopy/msg_zerocopy.ts";
import { replace } from "../../replace.ts";
import { senderMutant } from "../passing_channel.ts";

export const countsNotificationsNotSends = senderMutant({
  name: "counts_notifications_not_sends",
  bug: "counts notifications where it says sends",
  open: (input) => {
    const sink = msgZerocopy.open(input);
    let [last, changes] = [0, 0];
    const stats = () =>
      replace(sink.stats, {
        get notified() {
          if (sink.stats.notified !== last) changes++;
          last = sink.stats.notified;
          return changes;
        },
      });
    return replace(sink, {
      get stats() {
        return stats();
      },
    });
  },
});
