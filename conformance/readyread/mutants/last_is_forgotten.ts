/** Mutant: it never reads its last connection. @module */
import { NOTHING } from "../../../lib/readyread/polled_source.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  protected override receive(connection: number): number {
    return connection === this.connectionsMax - 1 ? NOTHING : super.receive(connection);
  }
}

export const lastIsForgotten: ReadMutant = toReadMutant({
  name: "last_is_forgotten",
  bug: "leaves the connection with the highest number unread",
  open: (input) => new Broken(input),
});
