/** A drain ends at its deadline, and goes on where it was when it is called again. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { OUTCOME_NAMES, READY } from "../../lib/outcome.ts";
import type { Sink } from "../../lib/sink.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import { mustArrive, SinkDriver } from "../sink_driver.ts";
import type { SinkFixture } from "../sink_fixture.ts";

const PAYLOAD_BYTES = 900;
const SEND_BUFFER_BYTES = 4608;
const TIMEOUT_MS = 12;
/** A busy host ends a drain late by some: of a longer one, an early end shows all the same. */
const LONGER_MS = [40, 80];
/** Longer than a delayed acknowledgement of TCP, which is 40 ms. */
const SETTLE_MS = 60;
const SETTLE_TRIES = 10;

export const drainHasDeadline: Rule<SinkFixture, SinkTraits> = {
  id: "sink/drain_has_deadline",
  paths: ["X8", "UR-5", "UR-12", "ZC-10"],
  requirement:
    "A drain MUST end with DEADLINE when its time is over and not before, lose nothing " +
    "by it, and end with READY once nothing is in flight",
  source: "https://man7.org/linux/man-pages/man2/io_uring_enter.2.html",
  killedBy: ["drain_gives_up_at_once", "drain_drops_the_rest", "drain_ends_too_early"],
  on: "kernel",
  check(fixture) {
    fixture.start({ sendBufferBytes: SEND_BUFFER_BYTES });
    using sink = fixture.open();
    mustDrain(sink, "with nothing taken");
    const driver = new SinkDriver(fixture, sink);
    driver.peerReads = false;
    stuff(fixture, driver);
    // A TCP peer's kernel takes some more in its own time.
    for (let tries = 0; tries < SETTLE_TRIES && sink.drain(SETTLE_MS) === READY; tries++) {
      driver.reap();
      stuff(fixture, driver);
    }
    driver.peerReads = true;
    if (driver.inFlight > 0) mustEndOnTime(sink);
    driver.finish();
    mustArrive(fixture, {
      sent: driver.sent,
      received: driver.received,
      isStream: fixture.transport === "tcp" || fixture.transport === "unix_stream",
      what: "after drains that met their deadline",
    });
    mustDrain(sink, "once all came back");
    return holds();
  },
};

/** Fills the socket with a peer that does not read. */
function stuff(fixture: SinkFixture, driver: SinkDriver): void {
  const oneAtATime = !fixture.traits.ordered && fixture.transport !== "unix_datagram";
  for (;;) {
    if (driver.offer(fixture.content(driver.taken, PAYLOAD_BYTES)) !== "taken") break;
    driver.pump();
    if (oneAtATime && driver.inFlight > 0) break;
  }
}

function mustEndOnTime(sink: Sink): void {
  for (const timeoutMs of [0, TIMEOUT_MS, TIMEOUT_MS, ...LONGER_MS]) {
    const before = sink.ledger.taken;
    const startMs = performance.now();
    const outcome = sink.drain(timeoutMs);
    const elapsedMs = performance.now() - startMs;
    mustEqual(OUTCOME_NAMES[outcome], {
      expected: "DEADLINE",
      what: `a drain of ${timeoutMs} ms, the peer not reading`,
    });
    must(elapsedMs >= timeoutMs - 0.1, {
      expected: `a drain of ${timeoutMs} ms that lasts as long`,
      actual: `${elapsedMs.toFixed(2)} ms`,
    });
    mustEqual(sink.ledger.taken, { expected: before, what: "sends taken after a drain" });
  }
}

function mustDrain(sink: Sink, what: string): void {
  mustEqual(OUTCOME_NAMES[sink.drain(TIMEOUT_MS)], { expected: "READY", what: `a drain ${what}` });
}
