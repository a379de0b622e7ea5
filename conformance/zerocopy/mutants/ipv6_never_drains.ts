/** Mutant: it knows the notifications of IPv4 only. @module */
import { peerName } from "../../../ffi/socket.ts";
import { AF_INET } from "../../../ffi/socket_constants.ts";
import { channelMutant, PassingChannel } from "../passing_channel.ts";

class Broken extends PassingChannel {
  readonly #isIpv4 = peerName(this.input.fd)[0] === AF_INET;

  override read(): boolean {
    const found = super.read();
    return found && this.#isIpv4;
  }
}

export const ipv6NeverDrains = channelMutant({
  name: "ipv6_never_drains",
  bug: "throws away the notifications of an IPv6 socket",
  channel: (inner, input) => new Broken(inner, input),
});
