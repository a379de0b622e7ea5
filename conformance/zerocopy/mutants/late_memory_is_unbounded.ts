/** Mutant: it goes on sending, however much the kernel has not let go of. @module */
import { msgZerocopy } from "../../../lib/zerocopy/msg_zerocopy.ts";
import { senderMutant } from "../passing_channel.ts";

const FACTOR = 16;

export const lateMemoryIsUnbounded = senderMutant({
  name: "late_memory_is_unbounded",
  bug: "has far more sends in flight than it says it has at most",
  open: (input) =>
    msgZerocopy.open({
      ...input,
      maxInFlight: FACTOR * (input.maxInFlight ?? msgZerocopy.traits.maxInFlight),
    }),
});
