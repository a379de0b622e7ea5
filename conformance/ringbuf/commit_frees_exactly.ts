/** A commit gives back the bytes of what was handed out, to the byte. @module */
import { holds, mustEqual, type Rule } from "../rule.ts";
import { readAll } from "../hold.ts";
import type { Payload } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

/** Every rounding there is, and a discarded record in their midst. */
const BATCH: readonly Payload[] = [
  { payloadBytes: 1 },
  { payloadBytes: 33, discard: true },
  { payloadBytes: 0 },
  { payloadBytes: 7 },
  { payloadBytes: 250 },
  { payloadBytes: 8 },
  { payloadBytes: 9 },
  { payloadBytes: 96 },
];
/** How many payloads are read, and how many records those are. */
const READS = [{ payloads: 1, records: 1 }, { payloads: 3, records: 4 }, {
  payloads: 6,
  records: 7,
}];
const FILL_BYTES = 1;

export const commitFreesExactly: Rule<RingbufFixture> = {
  id: "ringbuf/commit_frees_exactly",
  paths: ["RB-2"],
  requirement: "A release MUST make exactly the bytes of what was handed out reservable again, " +
    "headers, padding and discarded records between them included",
  source: "kernel/bpf/ringbuf.c (__bpf_ringbuf_reserve)",
  killedBy: ["commit_publishes_producer", "commit_forgets_a_header"],
  on: "both",
  check(fixture) {
    for (const read of READS) checkRead(fixture, read);
    return holds();
  },
};

function checkRead(fixture: RingbufFixture, read: typeof READS[number]): void {
  fixture.start({});
  using source = fixture.open();
  mustEqual(fixture.produce(BATCH), { expected: BATCH.length, what: "records accepted" });
  const { payloads } = readAll(source, { limit: read.payloads });
  const what = `the release of ${read.payloads} of ${BATCH.length - 1} payloads`;
  mustEqual(payloads.length, { expected: read.payloads, what: "payloads read" });
  const unreadBytes = sumFootprints(fixture, BATCH.slice(read.records));
  mustEqual(fixture.occupiedBytes(), { expected: unreadBytes, what: `bytes kept after ${what}` });
  // The kernel refuses what would leave no byte free: one less than the capacity can be in use.
  const room = Math.floor(
    (fixture.capacityBytes - 1 - unreadBytes) / fixture.footprintBytes(FILL_BYTES),
  );
  mustEqual(fixture.fill(FILL_BYTES), { expected: room, what: `records accepted after ${what}` });
  const rest = readAll(source).payloads.length;
  mustEqual(rest, {
    expected: BATCH.length - 1 - read.payloads + room,
    what: `payloads left after ${what} and a refill`,
  });
  mustEqual(fixture.occupiedBytes(), { expected: 0, what: "bytes kept after all were released" });
}

function sumFootprints(fixture: RingbufFixture, records: readonly Payload[]): number {
  return records.reduce((sum, { payloadBytes }) => sum + fixture.footprintBytes(payloadBytes), 0);
}
