/** Mutant: its close leaves the receives posted, and calls their buffers its own again. @module */
import type { ReceiveInput } from "../../../lib/netlink/receive/contract.ts";
import { Receiver } from "../../../lib/netlink/receive/receiver.ts";
import { PostedReceiver, uring } from "../../../lib/netlink/receive/uring.ts";
import type { ReceiveMutant } from "../receive_mutant.ts";

const name = "close_keeps_receiving";
const bug = "takes its buffers back at close, with receives into them posted";

class Broken extends PostedReceiver {
  override close(): void {
    Receiver.prototype.close.call(this);
  }
}

export const closeKeepsReceiving: ReceiveMutant = {
  name,
  bug,
  implementation: {
    ...uring,
    name,
    summary: bug,
    open: (input: ReceiveInput) => new Broken(input),
  },
};
