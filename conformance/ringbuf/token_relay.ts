/** A token source that passes everything on: mutants of tokens change one call of it. @module */
import type { SourceLedger } from "../../lib/ledger.ts";
import { DATA, type Outcome } from "../../lib/outcome.ts";
import type { RingbufImplementation } from "../../lib/ringbuf/contract.ts";
import { token } from "../../lib/ringbuf/token.ts";
import type { TokenSource } from "../../lib/source.ts";
import type { Mutant } from "../suite.ts";

/** Passes every call on to the source it wraps, and owns that. */
export class TokenRelay implements TokenSource {
  protected readonly inner: TokenSource;
  /** The tokens in hand, oldest first. */
  readonly #out: number[] = [];

  constructor(inner: TokenSource) {
    this.inner = inner;
  }

  get bytes(): Uint8Array {
    return this.inner.bytes;
  }
  get offset(): number {
    return this.inner.offset;
  }
  get length(): number {
    return this.inner.length;
  }
  get remaining(): number {
    return this.inner.remaining;
  }
  get ledger(): SourceLedger {
    return this.inner.ledger;
  }
  get closeFd(): number {
    return this.inner.closeFd;
  }
  get flushFd(): number {
    return this.inner.flushFd;
  }
  get token(): number {
    return this.inner.token;
  }
  next(): Outcome {
    const outcome = this.inner.next();
    if (outcome === DATA) this.#out.push(this.inner.token);
    return outcome;
  }
  commit(): void {
    this.#out.length = 0;
    this.inner.commit();
  }
  commitToken(token: number): boolean {
    const place = this.#out.indexOf(token);
    if (place >= 0) this.#out.splice(place, 1);
    return this.inner.commitToken(token);
  }
  wait(timeoutMs: number): Outcome {
    return this.inner.wait(timeoutMs);
  }
  close(): void {
    this.inner.close();
  }
  view(): Uint8Array {
    return this.inner.view();
  }
  [Symbol.dispose](): void {
    this.inner[Symbol.dispose]();
  }

  /** Whether it is the token of the record that has been in hand the longest. */
  protected isOldest(token: number): boolean {
    return this.#out[0] === token;
  }
}

/** A mutant of `token`. */
export function tokenMutant(options: {
  readonly name: string;
  readonly bug: string;
  readonly wrap: (inner: TokenSource) => TokenSource;
}): Mutant<RingbufImplementation> {
  const { name, bug, wrap } = options;
  const implementation: RingbufImplementation = {
    ...token,
    name,
    summary: bug,
    open: (input) => wrap(token.open(input) as TokenSource),
  };
  return { name, bug, implementation };
}
