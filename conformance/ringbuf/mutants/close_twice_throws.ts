/** Mutant: its second close is an error. @module */
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  override close(): void {
    if (!this.isOpen) throw new Error("Cannot close: it is closed");
    super.close();
  }

  override [Symbol.dispose](): void {
    this.isOpen = true;
    super[Symbol.dispose]();
  }
}

export const closeTwiceThrows = plainMutant({
  name: "close_twice_throws",
  bug: "closing what is closed throws",
  open: (input) => new Broken(input),
});
