/** Mutant: orphans are ignored without a word. @module */
import { ringMutant } from "./broken_ring.ts";

export const orphanIsNotCounted = ringMutant({
  name: "orphan_is_not_counted",
  bug: "does not count completions that belong to no request",
  breaking({ ledger }) {
    Object.defineProperty(ledger, "orphans", { get: () => 0, set: () => {} });
  },
});
