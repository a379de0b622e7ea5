/** Mutant: datagrams that the kernel dropped are nothing to it. @module */
import type { ReceiveSource } from "../../../lib/netlink/receive/contract.ts";
import { EMPTY, type Outcome, OVERRUN } from "../../../lib/outcome.ts";
import type { Bug } from "../../bug.ts";

export const overrunIsSwallowed: Bug<ReceiveSource> = {
  name: "overrun_is_swallowed",
  bug: "says EMPTY when the kernel says that it dropped datagrams",
  members: (source) => ({
    next(): Outcome {
      const outcome = source.next();
      return outcome === OVERRUN ? EMPTY : outcome;
    },
  }),
};
