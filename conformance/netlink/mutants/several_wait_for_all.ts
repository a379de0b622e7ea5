/** Mutant: its sends on one stream are whole each, and still not linked. @module */
import { MSG_NOSIGNAL, MSG_WAITALL } from "../../../ffi/socket_constants.ts";
import { uringLinked } from "../../../lib/netlink/send/uring_linked.ts";
import type { Mutant } from "../../suite.ts";
import type { SendRow } from "../send_fixture.ts";
import { UnlinkedSender } from "../unlinked_sender.ts";

const name = "several_wait_for_all";
const bug = "trusts MSG_WAITALL alone to keep the frames of a stream apart";

export const severalWaitForAll: Mutant<SendRow> = {
  name,
  bug,
  implementation: {
    ...uringLinked,
    name,
    summary: bug,
    open: (input) => new UnlinkedSender(input, { messageFlags: MSG_NOSIGNAL | MSG_WAITALL }),
  },
};
