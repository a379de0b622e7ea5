/** Mutant: it takes non-blocking sockets only. @module */
import { isNonBlocking } from "../../../ffi/fd.ts";
import { Unavailable } from "../../../lib/errors.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override add(fd: number): number {
    const connection = super.add(fd);
    if (isNonBlocking(fd)) return connection;
    this.remove(connection);
    throw new Unavailable(`Cannot add descriptor ${fd}: it is in blocking mode`);
  }
}

export const blockingModeIsRefused: ReadMutant = toReadMutant({
  name: "blocking_mode_is_refused",
  bug: "refuses a socket in blocking mode",
  open: (input) => new Broken(input),
});
