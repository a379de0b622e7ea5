/** Ends the views of records that others still hold. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { token, TokenReader } from "../../../lib/ringbuf/token.ts";
import type { Mutant } from "../../suite.ts";

class ViewEndsWithAnyToken extends TokenReader {
  override commitToken(token: number): boolean {
    this.endViews();
    return super.commitToken(token);
  }
}

export const viewEndsWithAnyToken: Mutant<RingbufImplementation> = {
  name: "view_ends_with_any_token",
  bug: "the release of one token ends the views of all",
  implementation: { ...token, open: (input) => new ViewEndsWithAnyToken(input) },
};
