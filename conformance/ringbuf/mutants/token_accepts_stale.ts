/** Mutant: takes any token for a good one. @module */
import { tokenMutant, TokenRelay } from "../token_relay.ts";

class Broken extends TokenRelay {
  override commitToken(token: number): boolean {
    super.commitToken(token);
    return true;
  }
}

export const tokenAcceptsStale = tokenMutant({
  name: "token_accepts_stale",
  bug: "a stale or unknown token is confirmed as released",
  wrap: (inner) => new Broken(inner),
});
