/** Mutant: what a refused submit left in the ring is thrown away. @module */
import { ringMutant } from "./broken_ring.ts";

export const refusedIsDropped = ringMutant({
  name: "refused_is_dropped",
  bug: "forgets the receives that a submit did not take",
  breaking({ uring }) {
    const submit = uring.submit.bind(uring);
    uring.submit = () => {
      try {
        return submit();
      } finally {
        if (uring.unsubmitted > 0) uring.retract();
      }
    };
    const submitAndWait = uring.submitAndWait.bind(uring);
    uring.submitAndWait = (count, timeoutMs) => {
      try {
        return submitAndWait(count, timeoutMs);
      } finally {
        if (uring.unsubmitted > 0) uring.retract();
      }
    };
  },
});
