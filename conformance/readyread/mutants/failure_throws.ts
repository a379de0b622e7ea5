/** Mutant: one connection that fails takes the reader with it. @module */
import { SysError } from "../../../ffi/errno.ts";
import type { Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  protected override finish(connection: number, errno: number): Outcome {
    if (errno !== 0) throw new SysError("recvmsg", errno);
    return super.finish(connection, errno);
  }
}

export const failureThrows: ReadMutant = toReadMutant({
  name: "failure_throws",
  bug: "throws when a connection failed",
  open: (input) => new Broken(input),
});
