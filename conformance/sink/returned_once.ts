/** What a sink took comes back exactly once, however it ends. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import type { Sink } from "../../lib/sink.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import { SinkDriver } from "../sink_driver.ts";
import type { SinkFixture } from "../sink_fixture.ts";

const PAYLOAD_BYTES = 600;
const COUNT = 6;
const SEND_BUFFER_BYTES = 4608;
const CLOSE_MS = 20;

/** What happens between a send and its end. */
type Ending = (context: {
  readonly fixture: SinkFixture;
  readonly sink: Sink;
  readonly driver: SinkDriver;
}) => void;

const ENDINGS: Readonly<Record<string, Ending>> = {
  "success": ({ driver }) => driver.finish(),
  "a deadline that passed": ({ sink, driver }) => {
    driver.peerReads = false;
    sink.drain(2);
    driver.peerReads = true;
    driver.finish();
  },
  "a peer that is gone": ({ fixture, driver }) => {
    fixture.peer.close();
    driver.finish();
  },
  "a close before the flush": ({ sink }) => sink.close(CLOSE_MS),
  "a close with a peer that does not read": ({ driver, sink }) => {
    stuff(driver);
    sink.close(CLOSE_MS);
  },
};

export const returnedOnce: Rule<SinkFixture, SinkTraits> = {
  id: "sink/returned_once",
  paths: ["X2", "X5", "UR-1", "UR-3", "UR-4", "ZC-1"],
  requirement: "Every buffer taken MUST come back exactly once for each send: after success, an " +
    "error, a deadline and a close",
  source: "https://github.com/randomizedcoder/xtcp2",
  killedBy: ["returns_twice", "error_keeps_the_buffer", "close_forgets_in_flight"],
  on: "kernel",
  check(fixture) {
    for (const [what, ending] of Object.entries(ENDINGS)) checkEnding(fixture, { what, ending });
    return holds();
  },
};

function checkEnding(fixture: SinkFixture, options: {
  readonly what: string;
  readonly ending: Ending;
}): void {
  const { what, ending } = options;
  fixture.start({ sendBufferBytes: SEND_BUFFER_BYTES });
  using sink = fixture.open();
  const driver = new SinkDriver(fixture, sink);
  for (let sequence = 0; sequence < COUNT; sequence++) {
    driver.offer(fixture.content(sequence, PAYLOAD_BYTES));
  }
  must(driver.taken > 0, { expected: "a fresh sink takes a payload", actual: "it took none" });
  ending({ fixture, sink, driver });
  for (let again = 0; again < 3; again++) driver.reap();
  mustEqual(driver.inFlight, { expected: 0, what: `sends that never came back, after ${what}` });
  const { taken, returned, inFlight } = sink.ledger;
  mustEqual({ taken, returned, inFlight }, {
    expected: { taken: driver.taken, returned: driver.taken, inFlight: 0 },
    what: `its ledger after ${what}`,
  });
  mustEqual(fixture.pool.outstanding, { expected: 0, what: `buffers out after ${what}` });
}

function stuff(driver: SinkDriver): void {
  driver.peerReads = false;
  driver.stuffForGood(PAYLOAD_BYTES);
}
