/** A record that runs over the end of the ring reads in one piece. @module */
import { readAll } from "../hold.ts";
import { holds, must, mustEqual, precondition, type Rule } from "../rule.ts";
import type { RingbufFixture } from "./fixture.ts";

/** Bytes of the record, header included, that lie before the end. */
const BEFORE_END = [8, 16, 24, 64];
/** Every remainder by 8, so that the last bytes lie at every offset of a word. */
const PAYLOADS = [96, 97, 98, 99, 100, 101, 102, 103];

export const recordOverTheEnd: Rule<RingbufFixture> = {
  id: "ringbuf/record_over_the_end",
  paths: ["RB-20"],
  requirement: "A record over the end of the ring MUST be handed out in one piece, byte-exact, " +
    "wherever the end cuts it and whatever its length by 8",
  source: "kernel/bpf/ringbuf.c: bpf_ringbuf_area_alloc() maps the data pages twice",
  killedBy: ["cuts_at_the_end"],
  on: "both",
  check(fixture) {
    const source = fixture.open();
    let sequence = 0;
    for (const beforeEnd of BEFORE_END) {
      for (const payloadBytes of PAYLOADS) {
        const filler = fillerTo(fixture, beforeEnd);
        fixture.produce([{ payloadBytes: filler }]);
        mustEqual(readAll(source).payloads, {
          expected: [fixture.content(sequence, filler)],
          what: `a record of ${filler} bytes up to ${beforeEnd} bytes before the end`,
        });
        const accepted = fixture.produce([{ payloadBytes }]);
        precondition(accepted === 1, `no room for a record ${beforeEnd} bytes before the end`);
        mustEqual(readAll(source).payloads, {
          expected: [fixture.content(sequence + 1, payloadBytes)],
          what: `a record of ${payloadBytes} bytes, cut ${beforeEnd} bytes after its start`,
        });
        sequence += 2;
      }
    }
    const laps = Number(fixture.positions().consumer) / fixture.capacityBytes;
    must(laps > BEFORE_END.length * PAYLOADS.length - 1, {
      expected: "a lap of the ring for each record over its end",
      actual: `${laps.toFixed(1)} laps`,
    });
    return holds();
  },
};

/** The payload after which the next header lies `beforeEnd` bytes before the ring's end. */
function fillerTo(fixture: RingbufFixture, beforeEnd: number): number {
  const { capacityBytes } = fixture;
  const at = Number(fixture.positions().producer % BigInt(capacityBytes));
  const distance = (2 * capacityBytes - beforeEnd - at) % capacityBytes;
  return distance - fixture.footprintBytes(0);
}
