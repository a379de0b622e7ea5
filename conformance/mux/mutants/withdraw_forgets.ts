/** Mutant: a withdrawal changes nothing. @module */
import type { FrameWriter, WriterTraits } from "../../../lib/mux/writer/contract.ts";
import type { Bug } from "../../bug.ts";

export const withdrawForgets: Bug<FrameWriter> = {
  name: "withdraw_forgets",
  bug: "leaves waiting what is taken back",
  exempt: ({ bound }: WriterTraits) => bound === "none" ? "nothing ever waits in it" : undefined,
  members: () => ({ withdraw: () => 0 }),
};
