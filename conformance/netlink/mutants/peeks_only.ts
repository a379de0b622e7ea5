/** Mutant: it looks at the completion ring, and never has the kernel fill it. @module */
import { ringMutant } from "./broken_ring.ts";

export const peeksOnly = ringMutant({
  name: "peeks_only",
  bug: "does not enter the kernel for completions that are held back",
  breaking({ uring }) {
    const submit = uring.submit.bind(uring);
    uring.submit = () => uring.unsubmitted > 0 ? submit() : 0;
  },
});
