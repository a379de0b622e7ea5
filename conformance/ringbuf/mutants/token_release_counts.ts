/** Counts releases instead of looking which they are. @module */
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { RingReader } from "../../../lib/ringbuf/reader.ts";
import { token } from "../../../lib/ringbuf/token.ts";
import type { TokenSource } from "../../../lib/source.ts";
import type { Mutant } from "../../suite.ts";

class TokenReleaseCounts extends RingReader implements TokenSource {
  token = 0;
  /** Where each record out ends, oldest first. */
  readonly #ends: number[] = [];
  readonly #out = new Set<number>();

  next(): Outcome {
    const outcome = this.stepOverDiscards();
    if (outcome !== DATA) return outcome;
    this.ledger.deliver();
    this.#out.add(++this.token);
    this.#ends.push(this.cursor);
    return outcome;
  }

  commitToken(token: number): boolean {
    if (!this.#out.delete(token)) return false;
    this.ledger.release(1);
    const end = this.#ends.shift()!;
    if (this.#out.size === 0) this.releaseCursor();
    else this.memory.publish(end);
    return true;
  }

  commit(): void {
    this.#out.clear();
    this.#ends.length = 0;
    this.ledger.releaseAll();
    this.releaseCursor();
  }
}

export const tokenReleaseCounts: Mutant<RingbufImplementation> = {
  name: "token_release_counts",
  bug: "each release gives back the oldest record, whichever token it was",
  implementation: { ...token, open: (input) => new TokenReleaseCounts(input) },
};
