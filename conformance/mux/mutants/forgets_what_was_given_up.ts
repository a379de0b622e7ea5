/** Mutant: half a message costs its credit. @module */
import type { AssemblerInput } from "../../../lib/mux/assembler/contract.ts";
import { Connection } from "../../../lib/mux/connection.ts";
import { credit } from "../../../lib/mux/writer/credit.ts";
import { replace } from "../../replace.ts";
import { writerMutant } from "../writer_row.ts";

export const forgetsWhatWasGivenUp = writerMutant({
  name: "forgets_what_was_given_up",
  bug: "grants nothing for a message that its sender gave up",
  row: credit,
  connect: (options) => {
    const { assembler } = options;
    const open = (input: AssemblerInput) => replace(assembler.open(input), { discardedBytes: 0 });
    return new Connection({ ...options, assembler: { ...assembler, open } });
  },
});
