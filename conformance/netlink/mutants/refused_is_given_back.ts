/** Mutant: it gives buffers back whose submit was refused, with their requests in the ring. @module */
import { ERRNO } from "../../../ffi/errno.ts";
import { replacedSink, Taken } from "./replaced_sink.ts";

export const refusedIsGivenBack = replacedSink({
  name: "refused_is_given_back",
  bug: "gives back the buffers of a refused submit, which a later one then ships",
  changes: (sink) => {
    const taken = new Taken();
    let wasRefused = false;
    return {
      send: taken.noting(sink),
      flush: () => {
        try {
          sink.flush();
          taken.buffers.length = 0;
        } catch (error) {
          wasRefused = true;
          throw error;
        }
      },
      reap: (buffers: Int32Array, results: Int32Array) =>
        wasRefused ? taken.reap(buffers, results, -ERRNO.EAGAIN) : sink.reap(buffers, results),
    };
  },
});
