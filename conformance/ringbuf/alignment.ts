/** Headers lie at multiples of 8, whatever the lengths before them. @module */
import { readAll } from "../hold.ts";
import { holds, mustEqual, precondition, type Rule } from "../rule.ts";
import type { RingbufFixture } from "./fixture.ts";

const SIZES = Array.from({ length: 18 }, (_, payloadBytes) => payloadBytes);
const HEADER_BYTES = 8;

export const alignment: Rule<RingbufFixture> = {
  id: "ringbuf/alignment",
  paths: ["RB-21"],
  requirement:
    "Records of 0 to 17 bytes MUST each take 8 bytes and their length rounded up to 8: " +
    "by the ring's positions, and as the reader gives them back",
  source: "kernel/bpf/ringbuf.c: __bpf_ringbuf_reserve() rounds up to 8",
  killedBy: ["rounds_to_four"],
  on: "both",
  check(fixture) {
    const source = fixture.open();
    const accepted = fixture.produce(SIZES.map((payloadBytes) => ({ payloadBytes })));
    precondition(accepted === SIZES.length, "no room for 18 small records");
    let occupied = 0;
    for (const size of SIZES) occupied += HEADER_BYTES + 8 * Math.ceil(size / 8);
    mustEqual(fixture.occupiedBytes(), { expected: occupied, what: "bytes occupied by all" });
    for (const size of SIZES) {
      const { payloads } = readAll(source, { limit: 1 });
      mustEqual(payloads, {
        expected: [fixture.content(size, size)],
        what: `the record of ${size} bytes`,
      });
      occupied -= HEADER_BYTES + 8 * Math.ceil(size / 8);
      mustEqual(fixture.occupiedBytes(), {
        expected: occupied,
        what: `bytes occupied once the record of ${size} was released`,
      });
    }
    return holds();
  },
};
