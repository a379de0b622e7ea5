/** Mutant: it hands out payloads once it is closed. @module */
import type { CursorSource } from "../../../lib/source.ts";
import type { Bug } from "../../bug.ts";

export const readsOnceClosed: Bug<CursorSource> = {
  name: "reads_once_closed",
  bug: "goes on reading after its close",
  members: (source) => ({
    close: () => {},
    [Symbol.dispose]() {
      source.close();
      source[Symbol.dispose]();
    },
  }),
};
