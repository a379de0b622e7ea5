/** The Source role: hands out payloads that it still owns, and takes them back. @module */
import type { Outcome } from "./outcome.ts";
import type { SourceLedger } from "./ledger.ts";

/**
 * What every source has, however it hands out its payloads.
 *
 * Ownership: the bytes at `offset` belong to the source; they are valid from the hand-out until
 * their release (see the style's interface), and never after disposal. A source belongs to one
 * thread; only {@linkcode closeFd} and {@linkcode flushFd} may be used from another.
 */
export interface Source extends Disposable {
  /** The memory that `offset` counts in. Mapped read-only where the kernel owns it. */
  readonly bytes: Uint8Array;
  /** Where the payload last handed out starts, in bytes. */
  readonly offset: number;
  /** Its length in bytes. */
  readonly length: number;
  /**
   * Bytes known to be ready behind the payload last handed out: a minimum, and 0 on the last one
   * of what the source has seen so far.
   */
  readonly remaining: number;
  /** What went in and out of this source. */
  readonly ledger: SourceLedger;
  /** An eventfd: a write from any thread or process that has it closes the source. */
  readonly closeFd: number;
  /** An eventfd: a write from any thread or process that has it ends one wait with FLUSHED. */
  readonly flushFd: number;
  /**
   * Blocks until something is ready. Returns READY, DEADLINE, FLUSHED or CLOSED; data that is there
   * goes before DEADLINE and FLUSHED. Negative or zero looks once; `Infinity` waits for ever.
   *
   * @throws {HeldTooLong} where the trait `heldWait` is `"refuse"` and payloads are held.
   */
  wait(timeoutMs: number): Outcome;
  /** Ends the source: it hands out nothing more. Memory stays mapped until disposal. Idempotent. */
  close(): void;
  /**
   * The payload last handed out as an array. A helper, not the data path: an array per payload
   * costs more than reading a small one. In checked mode it throws when touched after the release.
   */
  view(): Uint8Array;
}

/** A source read by a cursor. */
export interface CursorSource extends Source {
  /**
   * The next payload. Returns DATA (and sets `offset` and `length`), DISCARDED where the trait
   * `discardsVisible` says so, EMPTY when nothing is ready, END or CLOSED. Never blocks.
   *
   * @throws {CorruptHeader} the source is unusable from then on; nothing was released.
   */
  next(): Outcome;
  /** Releases all that was handed out so far. Harmless when there is nothing to release. */
  commit(): void;
}

/** A cursor whose payloads can be released one by one, in any order. */
export interface TokenSource extends CursorSource {
  /** The token of the payload last handed out: a number, never 0. */
  readonly token: number;
  /**
   * Releases one payload; the space comes back once all before it are released too. Returns
   * whether the token was known and not yet released; false changes nothing.
   */
  commitToken(token: number): boolean;
}

/** A source that hands out payloads only inside a scope. */
export interface LeaseSource extends Source {
  /**
   * Runs `body` with a cursor. What `body` did not commit is carried into the next lease (trait
   * `scopeEnd`). The cursor throws {@linkcode LeaseEnded} once `body` has returned.
   *
   * @throws {ConcurrentUse} from inside another lease of the same source.
   */
  withLease<T>(body: (lease: CursorSource) => T): T;
}

/** Receives a payload; the payload is released when it returns. Negative stops the walk. */
export type Visit = (offset: number, length: number) => number | void;

/** A source that calls back, and releases each payload when the callback returns. */
export interface VisitorSource extends Source {
  /**
   * Hands at most `limit` ready payloads to `visit`. Returns how many it handed out (0: nothing
   * ready), or the negated CLOSED. Never blocks. What happens to the payload whose visit stopped
   * the walk or threw is the trait `visitError`.
   *
   * @throws {ConcurrentUse} from inside a visit of the same source.
   */
  consume(visit: Visit, limit: number): number;
}

/** Any source; its trait `style` says which. */
export type AnySource = CursorSource | TokenSource | LeaseSource | VisitorSource;
