/** Mutant: disposal leaves what is in hand out of the pool. @module */
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  #ends = false;

  override commit(): void {
    if (!this.#ends) super.commit();
  }

  override [Symbol.dispose](): void {
    this.#ends = true;
    super[Symbol.dispose]();
  }
}

export const disposalForgetsBuffers: ReadMutant = toReadMutant({
  name: "disposal_forgets_buffers",
  bug: "does not give back at its disposal what is in hand",
  open: (input) => new Broken(input),
});
