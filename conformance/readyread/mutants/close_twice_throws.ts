/** Mutant: its second close throws. @module */
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  #closed = false;

  override close(): void {
    if (this.#closed) throw new Error("Cannot close: it is closed");
    this.#closed = true;
    super.close();
  }

  override [Symbol.dispose](): void {
    this.#closed = false;
    super[Symbol.dispose]();
  }
}

export const closeTwiceThrows: ReadMutant = toReadMutant({
  name: "close_twice_throws",
  bug: "refuses to be closed twice",
  open: (input) => new Broken(input),
});
