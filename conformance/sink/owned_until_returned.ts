/** A buffer that a sink gives back is no longer read by anybody. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { holds, type Rule } from "../rule.ts";
import { mustArrive, SinkDriver } from "../sink_driver.ts";
import { isStream, type SinkFixture } from "../sink_fixture.ts";

const COUNT = 24;
const PAYLOAD_BYTES = 700;
/** So that a peer who does not read is felt after a few payloads. */
const SEND_BUFFER_BYTES = 4608;

export const ownedUntilReturned: Rule<SinkFixture, SinkTraits> = {
  id: "sink/owned_until_returned",
  paths: ["X1", "UR-3", "ZC-1"],
  requirement: "A buffer MUST NOT be given back before the last reader of its bytes is done: " +
    "written over the moment it comes back, it MUST still arrive as it was sent",
  source: "https://man7.org/linux/man-pages/man2/io_uring_enter.2.html",
  killedBy: ["returned_at_send"],
  on: "kernel",
  check(fixture) {
    for (const transport of fixture.transports) {
      fixture.start({ transport, sendBufferBytes: SEND_BUFFER_BYTES });
      using sink = fixture.open();
      const driver = new SinkDriver(fixture, sink);
      const sent: Uint8Array[] = [];
      for (let sequence = 0; sequence < COUNT; sequence++) {
        const payload = fixture.content(sequence, PAYLOAD_BYTES);
        driver.send(payload);
        sent.push(payload);
        driver.reap(); // what comes back is poisoned here, before the next flush
        if (isStream(transport) && !fixture.traits.ordered) driver.finish();
      }
      driver.finish();
      const what = `over ${transport}, each buffer poisoned once it came back`;
      const { received } = driver;
      mustArrive(fixture, { sent, received, isStream: isStream(transport), what });
    }
    return holds();
  },
};
