/** Mutant: a close does not wait. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends Connection {
  override close(reason?: unknown): Promise<void> {
    void super.close(reason);
    return Promise.resolve();
  }
}

export const closeReturnsEarly = writerMutant({
  name: "close_returns_early",
  bug: "returns from its close while streams are left",
  connect: (options) => new Broken(options),
});
