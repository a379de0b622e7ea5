/** Mutant: a cancel wakes no receiver. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { changeStreams, writerMutant } from "../writer_row.ts";

export const cancelLeavesTheReceiver = writerMutant({
  name: "cancel_leaves_the_receiver",
  bug: "leaves who receives on a cancelled stream asleep",
  connect: (options) => {
    const connection = new Connection(options);
    changeStreams(connection, (stream) => {
      const receive = stream.receive.bind(stream);
      stream.receive = async () => {
        const message = receive();
        await message.catch(() => {});
        return stream.isTerminated ? await new Promise<never>(() => {}) : await message;
      };
    });
    return connection;
  },
});
