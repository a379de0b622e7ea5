/** Mutant: its requests name the socket by the owner's descriptor. @module */
import { OwnedFd } from "../../../ffi/fd.ts";
import { PostedReceiver, uring } from "../../../lib/netlink/receive/uring.ts";
import type { ReceiveMutant } from "../receive_mutant.ts";

const name = "borrows_the_number";
const bug = "uses the owner's descriptor, whatever that is by then";

class Broken extends PostedReceiver {
  protected override ownSocket(fd: number): OwnedFd {
    const borrowed = new OwnedFd(fd);
    borrowed.release();
    return borrowed;
  }
}

export const borrowsTheNumber: ReceiveMutant = {
  name,
  bug,
  implementation: { ...uring, name, summary: bug, open: (input) => new Broken(input) },
};
