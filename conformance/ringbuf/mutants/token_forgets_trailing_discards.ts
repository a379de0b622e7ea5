/** Gives back to the end of the last token. @module */
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { token, TokenReader } from "../../../lib/ringbuf/token.ts";
import type { Mutant } from "../../suite.ts";

class TokenForgetsTrailingDiscards extends TokenReader {
  #dataEnd = this.cursor;

  override next(): Outcome {
    const outcome = super.next();
    if (outcome === DATA) this.#dataEnd = this.cursor;
    return outcome;
  }

  protected override releaseCursor(): void {
    if (this.#dataEnd !== this.memory.loadConsumer()) this.memory.publish(this.#dataEnd);
  }
}

export const tokenForgetsTrailingDiscards: Mutant<RingbufImplementation> = {
  name: "token_forgets_trailing_discards",
  bug: "the last token does not take the discarded records behind it along",
  implementation: { ...token, open: (input) => new TokenForgetsTrailingDiscards(input) },
};
