/** Mutant: it takes two buffers for one read. @module */
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  protected override receive(connection: number): number {
    const second = this.pool.acquire(this.input.bufferBytes);
    const count = super.receive(connection);
    this.pool.release(second);
    return count;
  }
}

export const acquiresTwice: ReadMutant = toReadMutant({
  name: "acquires_twice",
  bug: "acquires a second buffer for each read",
  open: (input) => new Broken(input),
});
