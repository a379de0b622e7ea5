/** Mutant: onError is called again. @module */
import type { FrameWriter, WriterInput } from "../../../lib/mux/writer/contract.ts";
import type { Bug } from "../../bug.ts";

export const tellsTheErrorTwice: Bug<FrameWriter, WriterInput> = {
  name: "tells_the_error_twice",
  bug: "calls onError twice",
  input: (given) => ({
    ...given,
    onError(error: unknown) {
      given.onError(error);
      given.onError(error);
    },
  }),
};
