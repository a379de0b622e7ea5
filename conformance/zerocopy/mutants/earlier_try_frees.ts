/** Mutant: any notification under a send's number is that of its last try, for it. @module */
import { SendAttempts } from "../../../lib/zerocopy/send_attempts.ts";
import { patchedSender } from "./misread_flags.ts";

export const earlierTryFrees = patchedSender({
  name: "earlier_try_frees",
  bug: "gives a buffer back with the notification of a try that failed",
}, () => {
  const { isCurrent } = SendAttempts.prototype;
  SendAttempts.prototype.isCurrent = function (sequence, attempt) {
    isCurrent.call(this, sequence, attempt);
    return true;
  };
  return () => SendAttempts.prototype.isCurrent = isCurrent;
});
