/** Counters that wrap are nobody's business. @module */
import { readAll } from "../hold.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import type { SourceFixture } from "../source_fixture.ts";

/** Just before a signed or unsigned counter of 32 or 64 bits runs over. */
const EDGES = [31n, 32n, 53n, 63n, 64n].map((bits) => (1n << bits) - 1024n);

export const counterWrap: Rule<SourceFixture> = {
  id: "shared/counter_wrap",
  paths: ["X6", "RB-26"],
  requirement: "Counters passing 2^31, 2^32, 2^53, 2^63 and 2^64 MUST NOT be noticed",
  source: "kernel/bpf/ringbuf.c",
  killedBy: ["positions_compared_by_less", "positions_lose_the_carry"],
  on: "fake",
  check(fixture) {
    for (const position of EDGES) checkEdge(fixture, position);
    return holds();
  },
};

function checkEdge(fixture: SourceFixture, position: bigint): void {
  fixture.start({ position });
  using source = fixture.open();
  const sizes = [0, 8, 100, 480, 7];
  let sequence = 0;
  for (let passedBytes = 0; passedBytes < 3072;) {
    const batch = sizes.map((payloadBytes) => ({ payloadBytes }));
    const accepted = fixture.produce(batch);
    must(accepted === batch.length, {
      expected: `room for ${batch.length} payloads near ${position}`,
      actual: `room for ${accepted}`,
    });
    const { payloads } = readAll(source);
    mustEqual(payloads.length, { expected: accepted, what: `payloads read near ${position}` });
    payloads.forEach((bytes, index) =>
      mustEqual(bytes, {
        expected: fixture.content(sequence + index, sizes[index]!),
        what: `payload ${sequence + index} near ${position}`,
      })
    );
    mustEqual(fixture.occupiedBytes(), { expected: 0, what: `bytes kept near ${position}` });
    sequence += accepted;
    for (const size of sizes) passedBytes += fixture.footprintBytes(size);
  }
}
