/** Mutant: it gives back more completions than it has looked at. @module */
import { ringMutant } from "./broken_ring.ts";

export const advancesPastTheUnseen = ringMutant({
  name: "advances_past_the_unseen",
  bug: "gives the whole completion ring back when it has looked at a part of it",
  breaking({ uring }) {
    const advance = uring.advance.bind(uring);
    uring.advance = () => {
      uring.submit(); // what the kernel kept back comes in, unseen
      advance(uring.ready);
    };
  },
});
