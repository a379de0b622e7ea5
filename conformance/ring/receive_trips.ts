/** Payloads through a source: one by one, by looking alone, and against a ring that refuses. @module */
import { CLOSED, DATA, EMPTY, type Outcome, OUTCOME_NAMES, READY } from "../../lib/outcome.ts";
import type { CursorSource } from "../../lib/source.ts";
import { readAll } from "../hold.ts";
import { must, mustEqual } from "../rule.ts";
import type { SourceFixture } from "../source_fixture.ts";
import { mustDoNothing, persistently, type RoundTrip } from "./round_trip.ts";

const TRIP_BYTES = 120;
const TRIP_PATIENCE_MS = 500;
const LOOKS_MAX = 1000;

/** The trips of one source that reads datagrams. */
export function receiveTrips(fixture: SourceFixture, source: CursorSource): RoundTrip {
  return {
    instance: source,
    run: (count) => {
      for (let done = 0; done < count; done++) receiveOne(fixture, source);
    },
    poll: (count) => {
      for (let done = 0; done < count; done++) pollOne(fixture, source);
    },
    persist: (count) => receiveAll(fixture, source, count),
    occupy: () => {
      readAll(source); // what it posts waits for the socket from here on
    },
    close: () => source.close(),
    useOnceDisposed: () => {
      source[Symbol.dispose]();
      mustDoNothing("a read", () => source.next(), CLOSED);
      mustDoNothing("a wait", () => source.wait(0), CLOSED);
      mustDoNothing("a release", () => source.commit(), undefined);
    },
  };
}

function receiveOne(fixture: SourceFixture, source: CursorSource): void {
  const sequence = fixture.tally().submitted;
  fixture.produce([{ payloadBytes: TRIP_BYTES }]);
  const payloads = readAll(source).payloads;
  // A ring full of what is not ours may be in front of it, or a thread of the kernel still at it
  // (a posted receive that was woken 128 times for nothing goes to one): then a wait tells.
  while (payloads.length === 0 && source.wait(TRIP_PATIENCE_MS) === READY) {
    payloads.push(...readAll(source).payloads);
  }
  mustEqual(payloads, {
    expected: [fixture.content(sequence, TRIP_BYTES)],
    what: `what was received of datagram ${sequence}`,
  });
}

function pollOne(fixture: SourceFixture, source: CursorSource): void {
  const sequence = fixture.tally().submitted;
  fixture.produce([{ payloadBytes: TRIP_BYTES }]);
  let payloads: readonly Uint8Array[] = [];
  for (let looks = 0; payloads.length === 0 && looks < LOOKS_MAX; looks++) {
    payloads = readAll(source).payloads;
  }
  mustEqual(payloads, {
    expected: [fixture.content(sequence, TRIP_BYTES)],
    what: `what ${LOOKS_MAX} looks found of datagram ${sequence}`,
  });
}

/** One at a time, and then as many in hand as may be: a receive that was lost is missing there. */
function receiveAll(fixture: SourceFixture, source: CursorSource, count: number): void {
  const { copies, heldWait, maxInFlight } = fixture.traits;
  receiveHeld(fixture, source, { count, most: 1 });
  if (copies || heldWait === "refuse" || maxInFlight === Infinity) return;
  receiveHeld(fixture, source, { count: maxInFlight, most: maxInFlight });
}

/** Releases when `most` are in hand. */
function receiveHeld(fixture: SourceFixture, source: CursorSource, options: {
  readonly count: number;
  readonly most: number;
}): void {
  const { count, most } = options;
  const from = fixture.tally().submitted;
  const sent = fixture.produce(
    Array.from({ length: count }, () => ({ payloadBytes: TRIP_BYTES })),
  );
  for (let at = 0; at < sent; at++) {
    const outcome = persistently(() => nextData(source));
    must(outcome === DATA, {
      expected: `datagram ${at} of ${sent}, the ring having refused some enters`,
      actual: `${OUTCOME_NAMES[outcome]}, with ${at % most} in hand`,
    });
    mustEqual(source.view().slice(), {
      expected: fixture.content(from + at, TRIP_BYTES),
      what: `datagram ${at}, the ring having refused some enters`,
    });
    if ((at + 1) % most === 0) source.commit();
  }
  source.commit();
}

/** DATA, or what it was in the end. */
function nextData(source: CursorSource): Outcome {
  for (;;) {
    const outcome = source.next();
    if (outcome !== EMPTY) return outcome;
    const waited = source.wait(TRIP_PATIENCE_MS);
    if (waited !== READY) return waited;
  }
}
