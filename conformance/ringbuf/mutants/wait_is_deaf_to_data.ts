/** Mutant: a submit does not end its wait. @module */
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  protected override sleep(leftMs: number): number {
    return this.waiter.pause(leftMs);
  }
}

export const waitIsDeafToData = plainMutant({
  name: "wait_is_deaf_to_data",
  bug: "looks once before it sleeps and is not woken by what is submitted after that",
  open: (input) => new Broken(input),
});
