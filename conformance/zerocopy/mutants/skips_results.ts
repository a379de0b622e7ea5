/** Mutant: it saves completions by IOSQE_CQE_SKIP_SUCCESS. @module */
import { SQE } from "../../../ffi/liburing.ts";
import { Uring } from "../../../ffi/uring.ts";
import { IOSQE_CQE_SKIP_SUCCESS } from "../../../ffi/uring_constants.ts";
import { SenderRing } from "../../../lib/zerocopy/sender_ring.ts";
import { patchedSender } from "./misread_flags.ts";

export const skipsResults = patchedSender({
  name: "skips_results",
  bug: "asks for no result of a send that goes well, hoping for its notification alone",
}, () => {
  const { acquireSqe } = Uring.prototype;
  const { pushSend } = SenderRing.prototype;
  let byte = -1;
  Uring.prototype.acquireSqe = function () {
    return byte = acquireSqe.call(this);
  };
  SenderRing.prototype.pushSend = function (sequence, payload) {
    pushSend.call(this, sequence, payload);
    this.uring.sqes[byte + SQE.fields.flags.offset]! |= IOSQE_CQE_SKIP_SUCCESS;
  };
  return () => {
    Uring.prototype.acquireSqe = acquireSqe;
    SenderRing.prototype.pushSend = pushSend;
  };
});
