/** Mutant: it hands out datagrams once it is closed. @module */
import { RecvmmsgReceiver } from "../../../lib/netlink/receive/recvmmsg.ts";
import { type ReceiveMutant, toReceiveMutant } from "../receive_mutant.ts";

class Broken extends RecvmmsgReceiver {
  override close(): void {}

  override [Symbol.dispose](): void {
    super.close();
    super[Symbol.dispose]();
  }
}

export const readsOnceClosed: ReceiveMutant = toReceiveMutant({
  name: "reads_once_closed",
  bug: "goes on reading after its close",
  open: (input) => new Broken(input),
});
