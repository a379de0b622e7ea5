/** Mutant: its ring was not made for a single thread. @module */
import { liburing, standInForUring } from "../../../ffi/liburing.ts";
import {
  IORING_SETUP_DEFER_TASKRUN,
  IORING_SETUP_SINGLE_ISSUER,
} from "../../../ffi/uring_constants.ts";
import type { ReceiveInput } from "../../../lib/netlink/receive/contract.ts";
import { PostedReceiver, uring } from "../../../lib/netlink/receive/uring.ts";
import type { ReceiveMutant } from "../receive_mutant.ts";

const name = "any_thread_may_enter";
const bug = "sets its ring up without IORING_SETUP_SINGLE_ISSUER";
/** The second one needs the first one. */
const LEFT_OUT = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;

function open(input: ReceiveInput): PostedReceiver {
  const { io_uring_setup } = liburing();
  using _careless = standInForUring({
    setup: (entryCount, params) => {
      params.view.set("flags", params.view.get("flags") & ~LEFT_OUT);
      return io_uring_setup(entryCount, params.address);
    },
  });
  return new PostedReceiver(input);
}

export const anyThreadMayEnter: ReceiveMutant = {
  name,
  bug,
  implementation: { ...uring, name, summary: bug, open },
};
