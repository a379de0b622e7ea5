/** Mutant: it keeps what was released. @module */
import { RecvmmsgReceiver } from "../../../lib/netlink/receive/recvmmsg.ts";
import { type ReceiveMutant, toReceiveMutant } from "../receive_mutant.ts";

class Broken extends RecvmmsgReceiver {
  override commit(): void {}
}

export const neverReleases: ReceiveMutant = toReceiveMutant({
  name: "never_releases",
  bug: "a commit gives no buffer back",
  open: (input) => new Broken(input),
});
