/** Mutant: its second close throws. @module */
import type { Sink } from "../../../lib/sink.ts";
import type { Source } from "../../../lib/source.ts";
import type { Bug } from "../../bug.ts";

export const closeTwiceThrows: Bug<Source | Sink> = {
  name: "close_twice_throws",
  bug: "refuses to be closed twice",
  members: (opened) => {
    let isClosed = false;
    return {
      close(timeoutMs: number) {
        if (isClosed) throw new Error("Cannot close: it is closed");
        isClosed = true;
        opened.close(timeoutMs);
      },
    };
  },
};
