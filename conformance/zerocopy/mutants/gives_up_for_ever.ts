/** Mutant: once it saw copies, it never asks for zero copy again. @module */
import { adaptive } from "../../../lib/zerocopy/adaptive.ts";
import { AdaptivePolicy } from "../../../lib/zerocopy/policy.ts";
import { SocketSink } from "../../../lib/zerocopy/socket_sink.ts";
import { senderMutant } from "../passing_channel.ts";

class Broken extends AdaptivePolicy {
  #hasGivenUp = false;

  override wants(payloadBytes: number): boolean {
    return !this.#hasGivenUp && super.wants(payloadBytes);
  }

  override learn(copied: boolean): void {
    this.#hasGivenUp ||= copied;
    super.learn(copied);
  }
}

export const givesUpForEver = senderMutant({
  name: "gives_up_for_ever",
  bug: "never asks for zero copy again once the kernel copied",
  row: adaptive,
  open: (input) =>
    new SocketSink(input, {
      maxInFlight: adaptive.traits.maxInFlight,
      policy: (stats) => new Broken(input.thresholdBytes ?? 0, stats),
    }),
});
