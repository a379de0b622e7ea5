/** Mutant: its close hands the buffers back, and leaves their sends to the kernel. @module */
import { ERRNO } from "../../../ffi/errno.ts";
import { replacedSink, Taken } from "./replaced_sink.ts";

export const closeGivesBackEarly = replacedSink({
  name: "close_gives_back_early",
  bug: "gives all buffers back at close, before the kernel has let go of them",
  changes: (sink) => {
    const taken = new Taken();
    let isClosed = false;
    return {
      send: taken.noting(sink),
      close: () => isClosed = true,
      reap: (buffers: Int32Array, results: Int32Array) => {
        if (isClosed) return taken.reap(buffers, results, -ERRNO.ETIME);
        const count = sink.reap(buffers, results);
        for (const buffer of buffers.subarray(0, count)) {
          taken.buffers.splice(taken.buffers.indexOf(buffer), 1);
        }
        return count;
      },
    };
  },
});
