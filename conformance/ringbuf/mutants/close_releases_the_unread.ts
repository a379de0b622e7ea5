/** Mutant: its close throws away what nobody has read. @module */
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  override close(): void {
    if (this.isOpen) this.memory.publish(this.memory.loadProducer());
    super.close();
  }
}

export const closeReleasesTheUnread = plainMutant({
  name: "close_releases_the_unread",
  bug: "close gives back records that were never read: the next reader of the ring misses them",
  open: (input) => new Broken(input),
});
