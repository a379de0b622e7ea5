/** A payload of no bytes is one: an empty datagram, or a frame that is nothing but its length. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { mustArrive, SinkDriver } from "../sink_driver.ts";
import { isStream, type SinkFixture } from "../sink_fixture.ts";

/** One after the other: two of no bytes would look like the end of a stream. */
const SIZES_BYTES = [5, 0, 7, 0, 127, 0, 128, 0, 1];

export const emptyPayload: Rule<SinkFixture, SinkTraits> = {
  id: "netlink/empty_payload",
  paths: ["UR-22"],
  requirement: "A payload of no bytes MUST be taken, MUST arrive as an empty datagram or as a " +
    "frame of length 0 between its neighbours, and MUST come back as sent, with 0 bytes",
  source: "https://man7.org/linux/man-pages/man2/writev.2.html",
  killedBy: ["empty_is_skipped", "empty_is_an_error"],
  on: "kernel",
  check(fixture) {
    for (const transport of fixture.transports) {
      fixture.start({ transport });
      using sink = fixture.open();
      const driver = new SinkDriver(fixture, sink);
      const sent = SIZES_BYTES.map((size, sequence) => fixture.content(sequence, size));
      for (const payload of sent) {
        driver.send(payload);
        driver.finish();
      }
      const what = `over ${transport}, of ${SIZES_BYTES.join(", ")} bytes`;
      const { received, results } = driver;
      mustArrive(fixture, { sent, received, isStream: isStream(transport), what });
      mustEqual(results, { expected: SIZES_BYTES, what: `results ${what}` });
    }
    return holds();
  },
};
