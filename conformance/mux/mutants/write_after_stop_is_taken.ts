/** Mutant: a late write seems taken. @module */
import type { FrameWriter } from "../../../lib/mux/writer/contract.ts";
import type { Bug } from "../../bug.ts";

export const writeAfterStopIsTaken: Bug<FrameWriter> = {
  name: "write_after_stop_is_taken",
  bug: "takes a write after its stop, which goes nowhere",
  members: (writer) => ({
    write: (...given: Parameters<FrameWriter["write"]>) =>
      writer.isStopped ? undefined : writer.write(...given),
  }),
};
