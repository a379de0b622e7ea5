/** Mutant: it counts a range as one send. @module */
import { msgZerocopy } from "../../../lib/zerocopy/msg_zerocopy.ts";
import { replaceMembers, senderMutant } from "../passing_channel.ts";

export const countsNotificationsNotSends = senderMutant({
  name: "counts_notifications_not_sends",
  bug: "counts notifications where it says sends",
  open: (input) => {
    const sink = msgZerocopy.open(input);
    let [last, changes] = [0, 0];
    const stats = () =>
      replaceMembers(sink.stats, {
        get notified() {
          if (sink.stats.notified !== last) changes++;
          last = sink.stats.notified;
          return changes;
        },
      });
    return replaceMembers(sink, {
      get stats() {
        return stats();
      },
    });
  },
});
