/** A reader starts where the ring's consumer position is. @module */
import { readAll } from "../hold.ts";
import { holds, mustEqual, precondition, type Rule } from "../rule.ts";
import { payloads } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

const PAYLOAD_BYTES = 200;
const READERS = 30;

export const attachMidway: Rule<RingbufFixture> = {
  id: "ringbuf/attach_midway",
  paths: ["RB-27"],
  requirement:
    "A reader opened on a ring that was read before MUST go on at its consumer position, " +
    "in any lap of the ring",
  source: "https://docs.rs/aya/latest/aya/maps/ring_buf/struct.RingBuf.html",
  killedBy: ["attaches_at_zero"],
  on: "both",
  check(fixture) {
    let sequence = 0;
    for (let reader = 0; reader < READERS; reader++) {
      // One record stays for the next reader.
      const count = reader === 0 ? 4 : 3;
      precondition(
        fixture.produce(payloads(count, PAYLOAD_BYTES)) === count,
        `no room for ${count} records at reader ${reader}`,
      );
      using source = fixture.open();
      mustEqual(readAll(source, { limit: 3 }).payloads, {
        expected: [0, 1, 2].map((index) => fixture.content(sequence + index, PAYLOAD_BYTES)),
        what: `the records that reader ${reader} gets`,
      });
      sequence += 3;
    }
    const { consumer } = fixture.positions();
    precondition(consumer > BigInt(2 * fixture.capacityBytes), "the ring made no two laps");
    return holds();
  },
};
