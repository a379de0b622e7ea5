/** Payloads through a sender: one by one, by looking alone, and against a ring that refuses. @module */
import { CLOSED } from "../../lib/outcome.ts";
import type { Sink } from "../../lib/sink.ts";
import { must, mustEqual } from "../rule.ts";
import { join, mustArrive, SinkDriver } from "../sink_driver.ts";
import { isStream, type SinkFixture } from "../sink_fixture.ts";
import { mustDoNothing, persistently, type RoundTrip } from "../ring/round_trip.ts";

const TRIP_BYTES = 120;
/** With a small socket buffer a few of these fill it. */
const PERSISTENT_BYTES = 800;
/** What a peer that reads needs at most, and far more. */
const LOOKS_MAX = 1000;

/** The trips of one sender. */
export function sendTrips(fixture: SinkFixture, sink: Sink): RoundTrip {
  const driver = new SinkDriver(fixture, sink);
  return {
    instance: sink,
    run: (count) => {
      for (let done = 0; done < count; done++) sendOne(fixture, driver, () => driver.finish());
    },
    poll: (count) => {
      for (let done = 0; done < count; done++) sendOne(fixture, driver, () => look(driver));
    },
    persist: (count) => sendAll(fixture, driver, count),
    occupy: () => {
      driver.peerReads = false;
      driver.pump(); // what a late acknowledgement let end makes way for what waits behind it
      driver.stuff(PERSISTENT_BYTES);
    },
    close: () => {
      sink.close(0);
      while (driver.reap() > 0);
      mustEqual(driver.inFlight, { expected: 0, what: "sends not given back by a close" });
    },
    useOnceDisposed: () => useOnceDisposed(fixture, sink),
  };
}

/** One payload, which has arrived before the next is sent. */
function sendOne(fixture: SinkFixture, driver: SinkDriver, finish: () => void): void {
  const payload = fixture.content(driver.taken, TRIP_BYTES);
  driver.received.length = 0;
  driver.send(payload);
  finish();
  mustEqual(join(driver.received), { expected: fixture.wire(payload), what: "what arrived" });
  mustEqual(driver.results.at(-1), { expected: TRIP_BYTES, what: "the result of a send" });
}

/** Looks until all is back, and waits for nothing. */
function look(driver: SinkDriver): void {
  for (let looks = 0; driver.inFlight > 0 && looks < LOOKS_MAX; looks++) driver.pump();
  must(driver.inFlight === 0, {
    expected: "a send back by flush and reap alone",
    actual: `${driver.inFlight} still out after ${LOOKS_MAX} looks`,
  });
  driver.pump();
}

function sendAll(fixture: SinkFixture, driver: SinkDriver, count: number): void {
  const from = driver.sent.length;
  driver.received.length = 0;
  driver.results.length = 0;
  for (let at = 0; at < count; at++) {
    persistently(() => driver.send(fixture.content(driver.taken, PERSISTENT_BYTES)));
  }
  persistently(() => driver.pump(), () => driver.reap());
  persistently(() => driver.finish());
  const { received } = driver;
  const sent = driver.sent.slice(from);
  const what = "the ring having refused some at first";
  mustArrive(fixture, { sent, received, isStream: isStream(fixture.transport), what });
  mustEqual(driver.results, {
    expected: Array.from({ length: count }, () => PERSISTENT_BYTES),
    what: `results, ${what}`,
  });
}

function useOnceDisposed(fixture: SinkFixture, sink: Sink): void {
  const { taken } = sink.ledger;
  const buffer = fixture.pool.acquire();
  sink[Symbol.dispose]();
  mustDoNothing("a send", () => sink.send(buffer, 0, TRIP_BYTES), 0);
  mustDoNothing("a flush", () => sink.flush(), undefined);
  mustDoNothing("a reap", () => sink.reap(new Int32Array(1), new Int32Array(1)), 0);
  mustDoNothing("a wait", () => sink.wait(0), CLOSED);
  mustEqual(sink.ledger.taken, { expected: taken, what: "sends taken once disposed" });
  fixture.pool.release(buffer);
}
