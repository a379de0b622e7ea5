/** Mutant: it hopes for memory that nobody will give back. @module */
import { SendQueue } from "../../../lib/zerocopy/send_queue.ts";
import { patchedSender } from "./misread_flags.ts";

export const triesForEver = patchedSender({
  name: "tries_for_ever",
  bug: "tries without a copy again although nothing in flight can free memory",
}, () => {
  const { copyFirst } = SendQueue.prototype;
  SendQueue.prototype.copyFirst = () => 0;
  return () => SendQueue.prototype.copyFirst = copyFirst;
});
