/** Mutant: of sends that go again, its first goes last. @module */
import { SendQueue } from "../../../lib/zerocopy/send_queue.ts";
import { patchedSender } from "./misread_flags.ts";

export const resendsOutOfOrder = patchedSender({
  name: "resends_out_of_order",
  bug: "puts the first of the sends that go again behind the others",
}, () => {
  const { unshift } = SendQueue.prototype;
  SendQueue.prototype.unshift = function (count) {
    unshift.call(this, count);
    if (count < 2) return;
    this.shift();
    this.push(this.buffer, this.offsetBytes, this.payloadBytes, this.zeroCopy);
  };
  return () => SendQueue.prototype.unshift = unshift;
});
