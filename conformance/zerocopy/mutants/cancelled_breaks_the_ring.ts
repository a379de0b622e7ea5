/** Mutant: what is cancelled with a refused send is the end of its connection. @module */
import { ERRNO } from "../../../ffi/errno.ts";
import { misreadResults } from "./misread_flags.ts";

export const cancelledBreaksTheRing = misreadResults({
  name: "cancelled_breaks_the_ring",
  bug: "takes the cancellation of a chain's rest for an error of the connection",
  read: (result) => result === -ERRNO.ECANCELED ? -ERRNO.ECONNRESET : result,
});
