/** Mutant: a threshold of 0 is taken for none. @module */
import { THRESHOLD_BYTES } from "../../../lib/zerocopy/contract.ts";
import { msgZerocopy } from "../../../lib/zerocopy/msg_zerocopy.ts";
import { senderMutant } from "../passing_channel.ts";

export const threshold0IsTheDefault = senderMutant({
  name: "threshold_0_is_the_default",
  bug: "takes the threshold 0 for one that was not given",
  open: (input) =>
    msgZerocopy.open({ ...input, thresholdBytes: input.thresholdBytes || THRESHOLD_BYTES }),
});
