/** Mutant: it has several sends in flight on one stream. @module */
import { MSG_NOSIGNAL } from "../../../ffi/socket_constants.ts";
import { uringLinked } from "../../../lib/netlink/send/uring_linked.ts";
import type { Mutant } from "../../suite.ts";
import type { SendRow } from "../send_fixture.ts";
import { UnlinkedSender } from "../unlinked_sender.ts";

const name = "several_in_flight";
const bug = "submits an operation for each frame of a stream, unlinked";

export const severalInFlight: Mutant<SendRow> = {
  name,
  bug,
  implementation: {
    ...uringLinked,
    name,
    summary: bug,
    open: (input) => new UnlinkedSender(input, { messageFlags: MSG_NOSIGNAL }),
  },
};
