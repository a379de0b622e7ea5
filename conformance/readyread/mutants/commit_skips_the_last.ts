/** Mutant: one buffer of each commit stays out. @module */
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  #skips = false;

  override commit(): void {
    this.#skips = true;
    super.commit();
  }

  protected override giveBack(offset: number): void {
    if (!this.#skips) super.giveBack(offset);
    this.#skips = false;
  }
}

export const commitSkipsTheLast: ReadMutant = toReadMutant({
  name: "commit_skips_the_last",
  bug: "releases all but the payload handed out last",
  open: (input) => new Broken(input),
});
