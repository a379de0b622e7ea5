/** Mutant: it takes payloads for a ring that is closed. @module */
import { replacedSink } from "./replaced_sink.ts";

export const queuesOnceDisposed = replacedSink({
  name: "queues_once_disposed",
  bug: "takes a payload when its ring is closed, and never ships it",
  changes: (sink) => {
    let isDisposed = false;
    return {
      [Symbol.dispose]: () => {
        isDisposed = true;
        sink[Symbol.dispose]();
      },
      send: (buffer: number, offsetBytes: number, payloadBytes: number) =>
        isDisposed ? payloadBytes : sink.send(buffer, offsetBytes, payloadBytes),
    };
  },
});
