/** Mutant: its views can be read after the release. @module */
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override view(): Uint8Array {
    return this.bytes.subarray(this.offset, this.offset + this.length);
  }
}

export const viewsNeverEnd: ReadMutant = toReadMutant({
  name: "views_never_end",
  bug: "gives views that outlive the release in checked mode",
  open: (input) => new Broken(input),
});
