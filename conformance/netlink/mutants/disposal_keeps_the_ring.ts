/** Mutant: disposal closes the receiver, and leaves its ring to the end of the process. @module */
import { PostedReceiver, uring } from "../../../lib/netlink/receive/uring.ts";
import type { ReceiveMutant } from "../receive_mutant.ts";

const name = "disposal_keeps_the_ring";
const bug = "closes, and never gives its ring back";

class Broken extends PostedReceiver {
  override [Symbol.dispose](): void {
    this.close();
  }
}

export const disposalKeepsTheRing: ReceiveMutant = {
  name,
  bug,
  implementation: { ...uring, name, summary: bug, open: (input) => new Broken(input) },
};
