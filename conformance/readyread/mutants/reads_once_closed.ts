/** Mutant: it hands out payloads once it is closed. @module */
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override close(): void {}

  override [Symbol.dispose](): void {
    super.close();
    super[Symbol.dispose]();
  }
}

export const readsOnceClosed: ReadMutant = toReadMutant({
  name: "reads_once_closed",
  bug: "goes on reading after its close",
  open: (input) => new Broken(input),
});
