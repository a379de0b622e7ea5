/** Mutant: its ring was not made for a single thread. @module */
import { Uring } from "../../../ffi/uring.ts";
import type { ReceiveInput } from "../../../lib/netlink/receive/contract.ts";
import { RecvmmsgReceiver } from "../../../lib/netlink/receive/recvmmsg.ts";
import { uring } from "../../../lib/netlink/receive/uring.ts";
import type { ReceiveMutant } from "../receive_mutant.ts";

const name = "any_thread_may_enter";
const bug = "sets its ring up without IORING_SETUP_SINGLE_ISSUER";

class Broken extends RecvmmsgReceiver {
  readonly #ring: Uring;

  constructor(input: ReceiveInput) {
    super(input);
    this.#ring = Uring.open({ entryCount: 4 });
  }

  override [Symbol.dispose](): void {
    this.#ring[Symbol.dispose]();
    super[Symbol.dispose]();
  }
}

export const anyThreadMayEnter: ReceiveMutant = {
  name,
  bug,
  implementation: { ...uring, name, summary: bug, open: (input) => new Broken(input) },
};
