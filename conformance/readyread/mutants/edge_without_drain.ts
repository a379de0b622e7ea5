/** Mutant: it is told of new data only, and does not read until there is no more. @module */
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override add(fd: number): number {
    const connection = super.add(fd);
    this.waiter.modify(fd, connection, { onlyNew: true });
    return connection;
  }
}

export const edgeWithoutDrain: ReadMutant = toReadMutant({
  name: "edge_without_drain",
  bug: "has the kernel report each connection once (EPOLLET), and reads it once",
  open: (input) => new Broken(input),
});
