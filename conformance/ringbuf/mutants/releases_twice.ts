/** Mutant: a commit counts what it releases twice. @module */
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  override commit(): void {
    const consumer = this.memory.loadConsumer();
    this.ledger.releaseAll();
    this.memory.publish((this.at + (this.at - consumer)) | 0);
  }
}

export const releasesTwice = plainMutant({
  name: "releases_twice",
  bug: "a commit advances the position by twice what was handed out",
  open: (input) => new Broken(input),
});
