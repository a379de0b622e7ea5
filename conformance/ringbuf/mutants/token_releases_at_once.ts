/** Mutant: one token releases every record in hand. @module */
import { tokenMutant, TokenRelay } from "../token_relay.ts";

class Broken extends TokenRelay {
  override commitToken(token: number): boolean {
    const known = super.commitToken(token);
    if (known) this.commit();
    return known;
  }
}

export const tokenReleasesAtOnce = tokenMutant({
  name: "token_releases_at_once",
  bug: "releasing one token releases all that is in hand",
  wrap: (inner) => new Broken(inner),
});
