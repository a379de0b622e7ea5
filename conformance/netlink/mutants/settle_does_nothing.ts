/** Mutant: it calls itself settled with receives in flight. @module */
import { PostedReceiver, uring } from "../../../lib/netlink/receive/uring.ts";
import type { ReceiveMutant } from "../receive_mutant.ts";

const name = "settle_does_nothing";
const bug = "does not wait for what its receives in flight have taken";

class Broken extends PostedReceiver {
  override settle(): boolean {
    return false;
  }
}

export const settleDoesNothing: ReceiveMutant = {
  name,
  bug,
  implementation: { ...uring, name, summary: bug, open: (input) => new Broken(input) },
};
