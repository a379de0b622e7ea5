/** Mutant: its second close throws. @module */
import { RecvmmsgReceiver } from "../../../lib/netlink/receive/recvmmsg.ts";
import { type ReceiveMutant, toReceiveMutant } from "../receive_mutant.ts";

class Broken extends RecvmmsgReceiver {
  #closed = false;

  override close(): void {
    if (this.#closed) throw new Error("Cannot close: it is closed");
    this.#closed = true;
    super.close();
  }

  override [Symbol.dispose](): void {
    this.#closed = false;
    super[Symbol.dispose]();
  }
}

export const closeTwiceThrows: ReceiveMutant = toReceiveMutant({
  name: "close_twice_throws",
  bug: "refuses to be closed twice",
  open: (input) => new Broken(input),
});
