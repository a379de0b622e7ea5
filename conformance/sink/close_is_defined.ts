/** Close ends a sink within its time, hands back what was in flight, and says what became of it. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { Sink } from "../../lib/sink.ts";
import { timed } from "../own_time.ts";
import { Broken, holds, must, mustEqual, type Rule } from "../rule.ts";
import { SinkDriver } from "../sink_driver.ts";
import { isStream, type SinkFixture } from "../sink_fixture.ts";

const PAYLOAD_BYTES = 800;
const SEND_BUFFER_BYTES = 4608;
const CLOSE_MS = 15;
/** A close that waits for a peer who never reads would outlast the limit of any check. */
const BOUND_MS = 800;

export const closeIsDefined: Rule<SinkFixture, SinkTraits> = {
  id: "sink/close_is_defined",
  paths: ["X11", "UR-4", "UR-5", "ZC-10"],
  requirement: "A close MUST end within its time, give back all that was in flight, tell what " +
    "went out from what did not, take nothing afterwards, and be harmless when repeated",
  source: "https://man7.org/linux/man-pages/man3/io_uring_prep_cancel.3.html",
  killedBy: ["close_twice_throws", "close_calls_the_rest_sent", "sends_once_closed"],
  on: "kernel",
  check(fixture) {
    fixture.start({ sendBufferBytes: SEND_BUFFER_BYTES });
    const sink = fixture.open();
    const driver = new SinkDriver(fixture, sink);
    driver.peerReads = false;
    driver.stuffForGood(PAYLOAD_BYTES);
    const { ownMs } = timed(() => sink.close(CLOSE_MS));
    must(ownMs < BOUND_MS, {
      expected: `a close of ${CLOSE_MS} ms that ends in time, the peer not reading`,
      actual: `${ownMs.toFixed(0)} ms`,
    });
    sink.close(CLOSE_MS);
    while (driver.reap() > 0);
    mustEqual(driver.inFlight, { expected: 0, what: "sends not given back by a close" });
    mustTellTheTruth(fixture, driver);
    mustBeOver(fixture, sink);
    sink[Symbol.dispose]();
    sink[Symbol.dispose]();
    return holds();
  },
};

/** What the results call sent is what the peer gets, and nothing else. */
function mustTellTheTruth(fixture: SinkFixture, driver: SinkDriver): void {
  const sentCount = driver.results.filter((result) => result >= 0).length;
  readAll(fixture, driver);
  if (!isStream(fixture.transport)) {
    mustEqual(driver.received.length, {
      expected: sentCount,
      what: "datagrams at the peer, of those that the results call sent",
    });
    return;
  }
  const { closeMode, shortSends } = fixture.traits;
  const wireBytes = fixture.wire(fixture.content(0, PAYLOAD_BYTES)).length;
  const whole = Math.floor(driver.receivedBytes / wireBytes);
  // a TCP connection that a close had to reset drops what its socket had taken
  const mayDrop = fixture.transport === "tcp" && closeMode === "drains";
  must(shortSends || whole === sentCount || mayDrop && whole < sentCount, {
    expected: `${sentCount} whole payloads at the peer, as the results say`,
    actual: `${whole}`,
  });
}

/** What the socket still has goes out as the peer reads. */
function readAll(fixture: SinkFixture, driver: SinkDriver): void {
  const endMs = performance.now() + BOUND_MS;
  do {
    driver.received.push(...fixture.peer.receive());
  } while (
    fixture.transport === "tcp" && fixture.queuedBytes() > 0 && performance.now() < endMs
  );
  driver.received.push(...fixture.peer.receive());
}

function mustBeOver(fixture: SinkFixture, sink: Sink): void {
  const { taken } = sink.ledger;
  const index = fixture.pool.acquire();
  try {
    const took = sink.send(index, 0, PAYLOAD_BYTES);
    must(took === 0, { expected: "a closed sink takes nothing", actual: `it took ${took} bytes` });
  } catch (error) {
    if (error instanceof Broken) throw error;
  } finally {
    fixture.pool.release(index);
  }
  mustEqual(sink.ledger.taken, { expected: taken, what: "sends taken once closed" });
  mustEqual(OUTCOME_NAMES[sink.wait(50)], { expected: "CLOSED", what: "a wait once closed" });
}
