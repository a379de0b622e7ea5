/** Mutant: it reads on where a connection failed. @module */
import { BROKEN, type Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  protected override finish(connection: number, errno: number): Outcome {
    if (errno === 0) return super.finish(connection, errno);
    this.connection = connection;
    this.errno = errno;
    this.length = 0;
    return BROKEN;
  }
}

export const failureStays: ReadMutant = toReadMutant({
  name: "failure_stays",
  bug: "leaves a connection in its set that failed",
  open: (input) => new Broken(input),
});
