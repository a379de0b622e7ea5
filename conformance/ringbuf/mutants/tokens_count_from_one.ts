/** Numbers its tokens as every other reader does. @module */
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { token, TokenReader } from "../../../lib/ringbuf/token.ts";
import type { Mutant } from "../../suite.ts";

class TokensCountFromOne extends TokenReader {
  #base: number | undefined;

  override get token(): number {
    return super.token - (this.#base ?? 0);
  }

  override next(): Outcome {
    const outcome = super.next();
    if (outcome === DATA) this.#base ??= super.token - 1;
    return outcome;
  }

  override commitToken(token: number): boolean {
    return super.commitToken(token + (this.#base ?? 0));
  }
}

export const tokensCountFromOne: Mutant<RingbufImplementation> = {
  name: "tokens_count_from_one",
  bug: "two readers give out the same tokens, so that a foreign one is taken for an own",
  implementation: { ...token, open: (input) => new TokensCountFromOne(input) },
};
