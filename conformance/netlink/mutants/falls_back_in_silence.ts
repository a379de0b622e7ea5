/** Mutant: without a ring it receives by plain calls, and tells nobody. @module */
import type { ReceiveInput } from "../../../lib/netlink/receive/contract.ts";
import { recvmmsg } from "../../../lib/netlink/receive/recvmmsg.ts";
import { uring } from "../../../lib/netlink/receive/uring.ts";
import type { ReceiveMutant } from "../receive_mutant.ts";

const name = "falls_back_in_silence";
const bug = "takes plain calls where the host gives no ring, and calls itself uring";

export const fallsBackInSilence: ReceiveMutant = {
  name,
  bug,
  implementation: {
    ...uring,
    name,
    summary: bug,
    open: (input: ReceiveInput) => {
      try {
        return uring.open(input);
      } catch {
        return recvmmsg.open(input);
      }
    },
  },
};
