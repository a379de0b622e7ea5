/** MSG_ZEROCOPY as long as it is one: left off where the kernel copies, and tried again. @module */
import { THRESHOLD_BYTES, type ZerocopyImplementation } from "./contract.ts";
import { msgZerocopyTraits, probeMsgZerocopy } from "./msg_zerocopy.ts";
import { AdaptivePolicy } from "./policy.ts";
import { SocketSink } from "./socket_sink.ts";

/** As `msg_zerocopy`, with a policy that learns from what the kernel says it did. */
export const adaptive: ZerocopyImplementation = {
  name: "adaptive",
  summary: "as msg_zerocopy, but copies for a while after 8 notifications that say copied",
  source: "https://docs.kernel.org/networking/msg_zerocopy.html",
  traits: msgZerocopyTraits,
  probe: probeMsgZerocopy,
  open: (input) =>
    new SocketSink(input, {
      maxInFlight: msgZerocopyTraits.maxInFlight,
      policy: (stats) => new AdaptivePolicy(input.thresholdBytes ?? THRESHOLD_BYTES, stats),
    }),
};
