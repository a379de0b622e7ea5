/** Mutant: it takes the first completion of SEND_ZC, that of the send, for that of the buffer. @module */
import { uringSendZc } from "../../../lib/zerocopy/uring_send_zc.ts";
import { replace } from "../../replace.ts";
import { senderMutant } from "../passing_channel.ts";

/** A send whose buffer is given back too early. */
interface Early {
  readonly index: number;
  readonly payloadBytes: number;
}

export const releasedOnFirstCompletion = senderMutant({
  name: "released_on_first_completion",
  bug: "gives a buffer back when SEND_ZC completes, before its notification",
  row: uringSendZc,
  open: (input) => {
    const sink = uringSendZc.open(input);
    const [queued, early]: [Early[], Early[]] = [[], []];
    const send = (index: number, offsetBytes: number, payloadBytes: number) => {
      const took = sink.send(index, offsetBytes, payloadBytes);
      if (took > 0) queued.push({ index, payloadBytes: took });
      return took;
    };
    const flush = () => {
      sink.flush();
      early.push(...queued.splice(0));
    };
    const reap = (buffers: Int32Array, results: Int32Array) => {
      sink.reap(new Int32Array(buffers.length), new Int32Array(buffers.length));
      const returned = early.splice(0, buffers.length);
      returned.forEach(({ index, payloadBytes }, at) => {
        buffers[at] = index;
        results[at] = payloadBytes;
      });
      return returned.length;
    };
    return replace(sink, { send, flush, reap });
  },
});
