/** Mutant: numbers come again. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { writerMutant } from "../writer_row.ts";

export const numbersAreUsedTwice = writerMutant({
  name: "numbers_are_used_twice",
  bug: "takes a stream number as often as it comes",
  connect: (options) => {
    const connection = new Connection(options);
    const { registry } = connection;
    const { use } = registry;
    registry.use = (id) => id > registry.highestId ? use.call(registry, id) : registry.remove(id);
    return connection;
  },
});
