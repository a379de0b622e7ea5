/** Mutant: it gives each buffer back twice. @module */
import type { Sink } from "../../../lib/sink.ts";
import type { Bug } from "../../bug.ts";

/** What comes back for the second time has the place of what would come next. */
export const returnsTwice: Bug<Sink> = {
  name: "returns_twice",
  bug: "gives buffers back twice",
  members(sink) {
    let again = false;
    let [buffer, result] = [0, 0];
    return {
      reap(buffers: Int32Array, results: Int32Array): number {
        const count = again && buffers.length > 0 ? 1 : sink.reap(buffers, results);
        if (again) [buffers[0], results[0]] = [buffer, result];
        else [buffer, result] = [buffers[0] ?? 0, results[0] ?? 0];
        again = count > 0 && !again;
        return count;
      },
    };
  },
};
