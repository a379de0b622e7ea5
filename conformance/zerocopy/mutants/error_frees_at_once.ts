/** Mutant: a failed SEND_ZC is over for it, whatever is still to come. @module */
import { IORING_CQE_F_MORE } from "../../../ffi/uring_constants.ts";
import { misreadFlags } from "./misread_flags.ts";

export const errorFreesAtOnce = misreadFlags({
  name: "error_frees_at_once",
  bug: "gives the buffer of a failed send back before its notification",
  read: (flags, result) => result < 0 ? flags & ~IORING_CQE_F_MORE : flags,
});
