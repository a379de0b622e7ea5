/** What a ledger says is what was sent, what came back, and what the peer got. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import { SinkDriver } from "../sink_driver.ts";
import type { SinkFixture } from "../sink_fixture.ts";

const ROUNDS = 25;
const BATCH_MAX = 12;

export const countsConserved: Rule<SinkFixture, SinkTraits> = {
  id: "sink/counts_conserved",
  paths: ["X14", "UR-1", "ZC-17"],
  requirement: "Taken MUST be returned plus in flight at every moment, the bytes that results " +
    "call sent MUST be those taken, and nothing MUST be pinned once all came back",
  source: "https://man7.org/linux/man-pages/man7/io_uring.7.html",
  killedBy: ["counts_a_send_twice", "pins_for_ever", "results_are_zero"],
  on: "kernel",
  check(fixture) {
    using sink = fixture.open();
    const driver = new SinkDriver(fixture, sink);
    let sequence = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const count = fixture.random.integer(1, BATCH_MAX);
      for (let at = 0; at < count; at++) {
        driver.send(fixture.content(sequence++, fixture.random.integer(1, 900)));
        const { taken, takenBytes, returned, inFlight, bytesPinned } = sink.ledger;
        mustEqual({ taken, takenBytes, returned, inFlight }, {
          expected: {
            taken: driver.taken,
            takenBytes: driver.takenBytes,
            returned: driver.returned,
            inFlight: driver.inFlight,
          },
          what: `its ledger after send ${sequence}`,
        });
        must(inFlight > 0 || bytesPinned === 0, {
          expected: "nothing pinned with nothing in flight",
          actual: `${bytesPinned} bytes`,
        });
      }
      driver.pump();
    }
    driver.finish();
    const { returned, failed, inFlight, bytesPinned, orphans } = sink.ledger;
    mustEqual({ returned, failed, inFlight, bytesPinned, orphans }, {
      expected: { returned: driver.taken, failed: 0, inFlight: 0, bytesPinned: 0, orphans: 0 },
      what: "its ledger in the end",
    });
    mustEqual(driver.results.reduce((sum, result) => sum + result, 0), {
      expected: driver.takenBytes,
      what: "bytes that the results call sent",
    });
    mustEqual(fixture.queuedBytes(), { expected: 0, what: "bytes still queued, by SIOCOUTQ" });
    return holds();
  },
};
