/** Mutant: its requests name the socket by the owner's descriptor. @module */
import { MSG_NOSIGNAL } from "../../../ffi/socket_constants.ts";
import { OwnedFd } from "../../../ffi/fd.ts";
import { uringLinked } from "../../../lib/netlink/send/uring_linked.ts";
import type { Mutant } from "../../suite.ts";
import type { SendRow } from "../send_fixture.ts";
import { UnlinkedSender } from "../unlinked_sender.ts";

const name = "sends_to_the_number";
const bug = "sends to the owner's descriptor, whatever that is by then";

class Broken extends UnlinkedSender {
  protected override ownSocket(fd: number): OwnedFd {
    const borrowed = new OwnedFd(fd);
    borrowed.release();
    return borrowed;
  }
}

export const sendsToTheNumber: Mutant<SendRow> = {
  name,
  bug,
  implementation: {
    ...uringLinked,
    name,
    summary: bug,
    open: (input) => new Broken(input, { messageFlags: MSG_NOSIGNAL }),
  },
};
