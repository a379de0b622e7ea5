/** Does nothing on a commit after a close. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class CloseEndsCommits extends PlainReader {
  override commit(): void {
    if (this.isOpen) super.commit();
  }
}

export const closeEndsCommits: Mutant<RingbufImplementation> = plainMutant({
  name: "close_ends_commits",
  bug: "records in hand at a close are never given back",
  open: (input) => new CloseEndsCommits(input),
});
