/** Mutant: the numbers of its sends are of 31 bits and a sign. @module */
import { SendAttempts } from "../../../lib/zerocopy/send_attempts.ts";
import { patchedSender } from "./misread_flags.ts";

export const numbersHaveASign = patchedSender({
  name: "numbers_have_a_sign",
  bug: "takes a notification for none of its own whose number has the highest of 32 bits",
}, () => {
  const { isCurrent } = SendAttempts.prototype;
  SendAttempts.prototype.isCurrent = function (sequence, attempt) {
    return (sequence | 0) >= 0 && isCurrent.call(this, sequence, attempt);
  };
  return () => SendAttempts.prototype.isCurrent = isCurrent;
});
