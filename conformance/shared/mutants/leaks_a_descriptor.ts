/** Mutant: each instance leaves a descriptor behind. @module */
import { openEventfd } from "../../../ffi/eventfd.ts";
import type { Bug } from "../../bug.ts";

export const leaksADescriptor: Bug<Disposable> = {
  name: "leaks_a_descriptor",
  bug: "leaves a descriptor behind at each disposal",
  members: (opened) => {
    let leaks = true;
    return {
      [Symbol.dispose]() {
        if (leaks) openEventfd();
        leaks = false;
        opened[Symbol.dispose]();
      },
    };
  },
};
