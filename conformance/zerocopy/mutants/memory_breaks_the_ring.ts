/** Mutant: a refusal for want of memory is the end of its connection. @module */
import { ERRNO } from "../../../ffi/errno.ts";
import { misreadResults } from "./misread_flags.ts";

export const memoryBreaksTheRing = misreadResults({
  name: "memory_breaks_the_ring",
  bug: "takes want of memory for an error of the connection",
  read: (result) => result === -ERRNO.ENOMEM || result === -ERRNO.ENOBUFS ? -ERRNO.EPIPE : result,
});
