/** Mutant: each instance leaves a descriptor behind. @module */
import { openEventfd } from "../../../ffi/eventfd.ts";
import { RecvmmsgReceiver } from "../../../lib/netlink/receive/recvmmsg.ts";
import { type ReceiveMutant, toReceiveMutant } from "../receive_mutant.ts";

class Broken extends RecvmmsgReceiver {
  #leaks = true;

  override [Symbol.dispose](): void {
    if (this.#leaks) openEventfd();
    this.#leaks = false;
    super[Symbol.dispose]();
  }
}

export const leaksADescriptor: ReceiveMutant = toReceiveMutant({
  name: "leaks_a_descriptor",
  bug: "one descriptor of each instance is never closed",
  open: (input) => new Broken(input),
});
