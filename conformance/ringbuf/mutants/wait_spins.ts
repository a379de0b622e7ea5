/** Mutant: its wait asks again and again. @module */
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  protected override sleep(_leftMs: number): number {
    return super.sleep(0);
  }
}

export const waitSpins = plainMutant({
  name: "wait_spins",
  bug: "a wait asks epoll with a timeout of 0 until its time is over",
  open: (input) => new Broken(input),
});
