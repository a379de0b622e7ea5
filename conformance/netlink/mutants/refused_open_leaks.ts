/** Mutant: an open that fails keeps the descriptor that it had made by then. @module */
import { closeFd, dup } from "../../../ffi/fd.ts";
import { uring } from "../../../lib/netlink/receive/uring.ts";
import type { ReceiveMutant } from "../receive_mutant.ts";

const name = "refused_open_leaks";
const bug = "leaves its copy of the socket's descriptor behind when the host gives no ring";

export const refusedOpenLeaks: ReceiveMutant = {
  name,
  bug,
  implementation: {
    ...uring,
    name,
    summary: bug,
    open: (input) => {
      const own = dup(input.fd);
      const source = uring.open(input); // throws: nobody closes the copy
      closeFd(own);
      return source;
    },
  },
};
