/** Mutant: it tells the end of a stream again and again. @module */
import { END, type Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  protected override finish(connection: number, errno: number): Outcome {
    if (errno !== 0) return super.finish(connection, errno);
    this.connection = connection;
    this.errno = 0;
    this.length = 0;
    return END;
  }
}

export const endIsNotSticky: ReadMutant = toReadMutant({
  name: "end_is_not_sticky",
  bug: "leaves a connection in its set whose stream has ended",
  open: (input) => new Broken(input),
});
