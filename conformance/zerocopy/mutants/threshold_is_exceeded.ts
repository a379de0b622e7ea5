/** Mutant: a payload has to be larger than the threshold. @module */
import { THRESHOLD_BYTES } from "../../../lib/zerocopy/contract.ts";
import { msgZerocopy } from "../../../lib/zerocopy/msg_zerocopy.ts";
import { senderMutant } from "../passing_channel.ts";

export const thresholdIsExceeded = senderMutant({
  name: "threshold_is_exceeded",
  bug: "copies payloads of exactly the threshold",
  open: (input) =>
    msgZerocopy.open({ ...input, thresholdBytes: (input.thresholdBytes ?? THRESHOLD_BYTES) + 1 }),
});
