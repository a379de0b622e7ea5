/** Mutant: with records in hand its wait spins. @module */
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  protected override sleep(leftMs: number): number {
    return this.waiter.sleep(leftMs);
  }
}

export const heldWaitSpins = plainMutant({
  name: "held_wait_spins",
  bug: "waits level-triggered while records are in hand: epoll returns at once, every time",
  open: (input) => new Broken(input),
});
