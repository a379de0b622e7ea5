/** Mutant: it keeps what was released. @module */
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override commit(): void {}
}

export const neverReleases: ReadMutant = toReadMutant({
  name: "never_releases",
  bug: "a commit gives no buffer back",
  open: (input) => new Broken(input),
});
