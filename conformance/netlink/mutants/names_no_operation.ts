/** Mutant: it says of a missing operation that there is one. @module */
import { Unavailable } from "../../../lib/errors.ts";
import type { ReceiveInput } from "../../../lib/netlink/receive/contract.ts";
import { uring } from "../../../lib/netlink/receive/uring.ts";
import type { ReceiveMutant } from "../receive_mutant.ts";

const name = "names_no_operation";
const bug = "names a missing operation by its number";

export const namesNoOperation: ReceiveMutant = {
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
        throw new Unavailable("Cannot open an io_uring: the kernel lacks operation 10");
      }
    },
  },
};
