/** Mutant: all streams share an assembler. @module */
import type { Assembler, AssemblerInput } from "../../../lib/mux/assembler/contract.ts";
import { Connection } from "../../../lib/mux/connection.ts";
import { replace } from "../../replace.ts";
import { writerMutant } from "../writer_row.ts";

export const oneAssemblerForAll = writerMutant({
  name: "one_assembler_for_all",
  bug: "puts the frames of all streams together in one place",
  connect: (options) => {
    let shared: Assembler | undefined;
    const { assembler } = options;
    const open = (input: AssemblerInput) => {
      shared ??= assembler.open(input);
      return replace(shared, { [Symbol.dispose]: () => {} });
    };
    return new Connection({ ...options, assembler: { ...assembler, open } });
  },
});
