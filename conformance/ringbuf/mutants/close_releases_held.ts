/** Gives back at the close what is still in hand. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class CloseReleasesHeld extends PlainReader {
  override close(): void {
    if (this.isOpen) this.commit();
    super.close();
  }
}

export const closeReleasesHeld: Mutant<RingbufImplementation> = plainMutant({
  name: "close_releases_held",
  bug: "close publishes the cursor, and the producer writes over records in hand",
  open: (input) => new CloseReleasesHeld(input),
});
