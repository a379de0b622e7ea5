/** Mutant: each descriptor that it refuses costs a buffer. @module */
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override add(fd: number): number {
    const offset = this.pool.acquire(this.input.bufferBytes);
    const connection = super.add(fd);
    this.pool.release(offset);
    return connection;
  }
}

export const refusalKeepsABuffer: ReadMutant = toReadMutant({
  name: "refusal_keeps_a_buffer",
  bug: "does not give back what it acquired for a connection that it refuses",
  open: (input) => new Broken(input),
});
