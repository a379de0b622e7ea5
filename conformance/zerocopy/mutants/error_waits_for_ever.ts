/** Mutant: every SEND_ZC has a notification to come, for it. @module */
import { IORING_CQE_F_MORE } from "../../../ffi/uring_constants.ts";
import { misreadFlags } from "./misread_flags.ts";

export const errorWaitsForEver = misreadFlags({
  name: "error_waits_for_ever",
  bug: "waits for the notification of a failed send that will have none",
  read: (flags, result) => result < 0 ? flags | IORING_CQE_F_MORE : flags,
});
