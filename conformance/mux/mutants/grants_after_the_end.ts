/** Mutant: an ended stream gives credit. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { WINDOW_UPDATE } from "../../../lib/mux/frame.ts";
import { encodeGrant } from "../../../lib/mux/window.ts";
import { credit } from "../../../lib/mux/writer/credit.ts";
import { changeStreams, writerMutant } from "../writer_row.ts";

export const grantsAfterTheEnd = writerMutant({
  name: "grants_after_the_end",
  bug: "grants again what is consumed after the end of a stream",
  row: credit,
  connect: (options) => {
    const connection = new Connection(options);
    changeStreams(connection, (stream) => {
      const done = stream.done.bind(stream);
      stream.done = () => {
        const payload = encodeGrant(stream.length);
        done();
        if (!stream.isTerminated) return;
        const header = { kind: WINDOW_UPDATE, done: true, control: true, stream: stream.id };
        const frame = { ...header, message: 1, payloadBytes: payload.length };
        connection.writer.writeControl(frame, payload);
      };
    });
    return connection;
  },
});
