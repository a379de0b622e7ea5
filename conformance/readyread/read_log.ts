/** Reads a source of many connections, and writes down what it says. @module */
import { BROKEN, DATA, EMPTY, END, OUTCOME_NAMES, READY } from "../../lib/outcome.ts";
import type { ReadSource } from "../../lib/readyread/contract.ts";
import { current } from "../hold.ts";
import { Broken } from "../rule.ts";

/** One DATA, END or BROKEN. */
export interface ReadEvent {
  readonly connection: number;
  readonly outcome: string;
  readonly errno: number;
  readonly bytes: Uint8Array;
}

/** What {@linkcode readEvents} is told. */
export interface ReadOptions {
  /** Whether all that was expected is there; what comes at once is read on all the same. */
  readonly enough: (events: readonly ReadEvent[]) => boolean;
  /** How long it waits for what is missing. @default {600} */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 600;
const ENDLESS = 10_000;
const NOTHING = new Uint8Array(0);

/** Reads, committing each payload, until it is enough and the source is empty, or none comes. */
export function readEvents(source: ReadSource, options: ReadOptions): readonly ReadEvent[] {
  const { enough, patienceMs = PATIENCE_MS } = options;
  const events: ReadEvent[] = [];
  for (;;) {
    const outcome = source.next();
    if (outcome === DATA || outcome === END || outcome === BROKEN) {
      events.push(toEvent(source, outcome));
      source.commit();
      if (events.length > ENDLESS) throw new Broken("an end", "events without an end");
    } else if (outcome !== EMPTY || enough(events)) return events;
    else if (source.wait(patienceMs) !== READY) return events;
  }
}

/** What `next` has just said. */
export function toEvent(source: ReadSource, outcome: number): ReadEvent {
  const { connection, errno } = source;
  const bytes = outcome === DATA ? current(source) : NOTHING;
  return { connection, outcome: OUTCOME_NAMES[outcome]!, errno, bytes };
}

/** All bytes of a connection, in order. */
export function joined(events: readonly ReadEvent[], connection: number): Uint8Array {
  const pieces = events.filter((event) => event.connection === connection)
    .map(({ bytes }) => bytes);
  return concat(pieces);
}

/** Arrays behind each other. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Until so many bytes of a connection are there. */
export function untilBytes(connection: number, count: number): ReadOptions["enough"] {
  return (events) => joined(events, connection).length >= count;
}

/** Until so many events are there. */
export function untilCount(count: number): ReadOptions["enough"] {
  return (events) => events.length >= count;
}
