/** Mutant: its open hides that the host refused. @module */
import type { ReceiveSource } from "../../../lib/netlink/receive/contract.ts";
import { recvmmsg } from "../../../lib/netlink/receive/recvmmsg.ts";
import { type ReceiveMutant, toReceiveMutant } from "../receive_mutant.ts";

export const openHidesTheRefusal: ReceiveMutant = toReceiveMutant({
  name: "open_hides_the_refusal",
  bug: "returns something that does nothing when there are no descriptors",
  open: (input) => {
    try {
      return recvmmsg.open(input);
    } catch {
      const nothing: Disposable = { [Symbol.dispose]() {} };
      return nothing as ReceiveSource;
    }
  },
});
