/** Mutant: no reads while a write waits. @module */
import { EPOLLIN } from "../../../ffi/epoll.ts";
import { Connection } from "../../../lib/mux/connection.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends Connection {
  override get interest(): number {
    const interest = super.interest;
    return this.writer.isBlocked ? interest & ~EPOLLIN : interest;
  }
}

export const halfDuplex = writerMutant({
  name: "half_duplex",
  bug: "reads nothing while a write waits for room",
  connect: (options) => new Broken(options),
});
