/** Drives any source, whatever its style, so that a shared rule is written once. @module */
import type { Traits } from "../lib/implementation.ts";
import { DATA, DISCARDED, EMPTY, type Outcome } from "../lib/outcome.ts";
import type {
  AnySource,
  CursorSource,
  LeaseSource,
  TokenSource,
  VisitorSource,
} from "../lib/source.ts";

/** A payload in hand: handed out and not released. */
export interface Held {
  readonly offset: number;
  readonly length: number;
  /** What it holds now, as a copy. */
  bytes(): Uint8Array;
}

/** What was read. */
export interface Received {
  /** Copies of the payloads, in the order of their hand-out. */
  readonly payloads: Uint8Array[];
  /** Discarded payloads that were reported; 0 where the traits say that they do not show. */
  readonly discards: number;
  /** The outcome that ended the reading. */
  readonly end: Outcome;
}

/** The most that a read loop takes before it is called endless. */
const ENDLESS = 1_000_000;

/**
 * Runs `body` with a cursor of the source: the source itself, or a lease of it.
 *
 * @throws {TypeError} for a visitor, which has none: rules that need it are exempt there.
 */
export function withCursor<T>(source: AnySource, body: (cursor: CursorSource) => T): T {
  if (isLease(source)) return source.withLease(body);
  if (isVisitor(source)) throw new TypeError("Cannot take a cursor of a visitor");
  return body(source);
}

/**
 * Takes up to `options.count` payloads that are ready (as many as the traits allow at once), runs
 * `body` while they are held, and then releases them.
 */
export function holding<T>(
  source: AnySource,
  options: { readonly traits: Traits; readonly count: number },
  body: (held: readonly Held[]) => T,
): T {
  const count = Math.min(options.count, options.traits.maxInFlight);
  if (isVisitor(source)) return holdingInVisit(source, body);
  return withCursor(source, (cursor) => {
    const held: Held[] = [];
    while (held.length < count) {
      const outcome = cursor.next();
      if (outcome === DATA) held.push(hold(cursor));
      else if (outcome !== DISCARDED) break;
    }
    const result = body(held);
    cursor.commit();
    return result;
  });
}

function holdingInVisit<T>(source: VisitorSource, body: (held: readonly Held[]) => T): T {
  let result: { readonly value: T } | undefined;
  source.consume((offset, length) => {
    result = { value: body([view(source, offset, length)]) };
  }, 1);
  return result ? result.value : body([]);
}

/** Reads and releases all that is ready, a payload or a batch at a time as the style has it. */
export function readAll(source: AnySource, options: { readonly limit?: number } = {}): Received {
  const limit = options.limit ?? ENDLESS;
  if (isVisitor(source)) return visitAll(source, limit);
  return withCursor(source, (cursor) => {
    const received = nextAll(cursor, limit);
    cursor.commit();
    return received;
  });
}

/** Reads and releases until nothing is ready, never more in hand than the traits allow. */
export function readInTurns(source: AnySource, traits: Traits): readonly Uint8Array[] {
  const limit = traits.copies ? ENDLESS : traits.maxInFlight;
  const all: Uint8Array[] = [];
  for (;;) {
    const { payloads } = readAll(source, { limit });
    if (payloads.length === 0) return all;
    all.push(...payloads);
  }
}

/** Reads all that is ready from a cursor and releases nothing. */
export function nextAll(cursor: CursorSource, limit: number = ENDLESS): Received {
  const payloads: Uint8Array[] = [];
  let discards = 0;
  while (payloads.length < limit) {
    const outcome = cursor.next();
    if (outcome === DATA) payloads.push(current(cursor));
    else if (outcome === DISCARDED) discards++;
    else return { payloads, discards, end: outcome };
    if (payloads.length + discards >= ENDLESS) throw new Error("the source never becomes empty");
  }
  return { payloads, discards, end: DATA };
}

function visitAll(source: VisitorSource, limit: number): Received {
  const payloads: Uint8Array[] = [];
  for (;;) {
    const left = limit - payloads.length;
    if (left <= 0) return { payloads, discards: 0, end: DATA };
    const result = source.consume((offset, length) => {
      payloads.push(source.bytes.slice(offset, offset + length));
    }, left);
    if (result < 0) return { payloads, discards: 0, end: -result as Outcome };
    if (result === 0) return { payloads, discards: 0, end: EMPTY };
    if (payloads.length >= ENDLESS) throw new Error("the source never becomes empty");
  }
}

/** A copy of the payload last handed out. */
export function current(source: { bytes: Uint8Array; offset: number; length: number }): Uint8Array {
  return source.bytes.slice(source.offset, source.offset + source.length);
}

/** Whether it hands payloads out only in a scope. */
export function isLease(source: AnySource): source is LeaseSource {
  return "withLease" in source;
}

/** Whether it calls back. */
export function isVisitor(source: AnySource): source is VisitorSource {
  return "consume" in source && !("next" in source);
}

/** Whether payloads can be released one by one. */
export function isToken(source: AnySource): source is TokenSource {
  return "commitToken" in source;
}

function hold(cursor: CursorSource): Held {
  return view(cursor, cursor.offset, cursor.length);
}

function view(source: { readonly bytes: Uint8Array }, offset: number, length: number): Held {
  return { offset, length, bytes: () => source.bytes.slice(offset, offset + length) };
}
