/** Mutant: a token released before its turn is forgotten. @module */
import { tokenMutant, TokenRelay } from "../token_relay.ts";

class Broken extends TokenRelay {
  override commitToken(token: number): boolean {
    return this.isOldest(token) ? super.commitToken(token) : true;
  }
}

export const tokenForgetsOutOfOrder = tokenMutant({
  name: "token_forgets_out_of_order",
  bug: "a token released out of order is accepted and forgotten: its record stays for ever",
  wrap: (inner) => new Broken(inner),
});
