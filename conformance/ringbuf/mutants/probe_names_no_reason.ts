/** Mutant: says that it cannot run, and not why. @module */
import { plainMutant, PlainReader } from "../plain_reader.ts";

const mutant = plainMutant({
  name: "probe_names_no_reason",
  bug: "its probe says that it is not available and names neither reason nor cure",
  open: (input) => new PlainReader(input),
});

export const probeNamesNoReason: typeof mutant = {
  ...mutant,
  implementation: {
    ...mutant.implementation,
    probe: () => ({ available: false, reason: "", cure: "", denied: true }),
  },
};
