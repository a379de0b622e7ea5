/** A producer in another process: nothing is torn, lost, doubled or reordered. @module */
import { recordContent } from "../../lib/ringbuf/fixture/record.ts";
import { LiveProducer } from "../../lib/ringbuf/fixture/live_producer.ts";
import type { AnySource } from "../../lib/source.ts";
import { readAll } from "../hold.ts";
import { holds, must, mustEqual, precondition, type Rule, sameBytes } from "../rule.ts";
import type { RingbufFixture } from "./fixture.ts";

const PAYLOAD_BYTES = 56;
/** Bytes 8 to 16 of a live record are its time, which nobody can foresee. */
const STAMP = { from: 8, to: 16 };
const FLOOD_MS = 120;
/** More than any producer can do, so that the ring runs over. */
const FLOOD_PER_SECOND = 20_000_000;
/** So few that the reader catches up with each, and sleeps. */
const TRICKLE_PER_SECOND = 5_000;
const TRICKLE_COUNT = 300;
const BATCH = 64;
const LIMIT_MS = 3000;

export const manyInterleavings: Rule<RingbufFixture> = {
  id: "ringbuf/many_interleavings",
  paths: ["RB-37", "RB-35", "RB-1"],
  requirement:
    "Every record that another process submits, at full speed or one by one, MUST be read " +
    "once, whole and in order",
  source: "https://docs.kernel.org/bpf/ringbuf.html",
  killedBy: ["jumps_when_full"],
  on: "kernel",
  limitMs: 10_000,
  async check(fixture) {
    await flood(fixture);
    await trickle(fixture);
    return holds();
  },
};

/** The producer never pauses, and drops what finds no room. */
async function flood(fixture: RingbufFixture): Promise<void> {
  fixture.start({});
  const source = fixture.open();
  await using producer = LiveProducer.start(fixture.ring, {
    payloadBytes: PAYLOAD_BYTES,
    recordsPerSecond: FLOOD_PER_SECOND,
  });
  producer.waitStarted();
  const reader = new VerifyingReader(source);
  const endMs = performance.now() + FLOOD_MS;
  while (performance.now() < endMs) reader.readSome();
  const { submitted, dropped } = await producer.stop();
  while (reader.readSome() > 0);
  precondition(dropped > 0, "the ring never ran over");
  mustEqual(reader.count, { expected: submitted, what: "records read of a flood" });
  mustEqual(fixture.occupiedBytes(), { expected: 0, what: "bytes kept in the end" });
}

/** The producer pauses after each record, so that the reader sleeps for each. */
async function trickle(fixture: RingbufFixture): Promise<void> {
  fixture.start({});
  const source = fixture.open();
  await using producer = LiveProducer.start(fixture.ring, {
    payloadBytes: PAYLOAD_BYTES,
    recordsPerSecond: TRICKLE_PER_SECOND,
    count: TRICKLE_COUNT,
  });
  producer.waitStarted();
  const reader = new VerifyingReader(source);
  const endMs = performance.now() + LIMIT_MS;
  while (reader.count + producer.counts().dropped < TRICKLE_COUNT) {
    must(performance.now() < endMs, {
      expected: `${TRICKLE_COUNT} records of a trickle within ${LIMIT_MS} ms`,
      actual: reader.count,
    });
    source.wait(100);
    reader.readSome();
  }
  const { submitted } = await producer.ended();
  mustEqual(reader.count, { expected: submitted, what: "records read of a trickle" });
}

/** Reads, and compares each record with what the producer of that number wrote. */
class VerifyingReader {
  count = 0;
  readonly #source: AnySource;

  constructor(source: AnySource) {
    this.#source = source;
  }

  /** Reads up to a batch. Returns how many there were. */
  readSome(): number {
    const { payloads } = readAll(this.#source, { limit: BATCH });
    for (const bytes of payloads) {
      const expected = recordContent({
        sequence: this.count,
        payloadBytes: PAYLOAD_BYTES,
        stamped: true,
      });
      const actual = bytes.slice();
      if (actual.length >= STAMP.to) actual.fill(0, STAMP.from, STAMP.to);
      if (!sameBytes(actual, expected)) {
        mustEqual(actual, { expected, what: `record ${this.count}, its time left out` });
      }
      this.count++;
    }
    return payloads.length;
  }
}
