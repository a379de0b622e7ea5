/** Mutant: a close from outside does not end its wait. @module */
import { WOKEN_BY_CLOSE } from "../../../lib/host/waiter.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  protected override sleep(leftMs: number): number {
    return super.sleep(leftMs) & ~WOKEN_BY_CLOSE;
  }
}

export const waitIsDeafToClose = plainMutant({
  name: "wait_is_deaf_to_close",
  bug: "a blocked wait is woken by the close eventfd and sleeps on",
  open: (input) => new Broken(input),
});
