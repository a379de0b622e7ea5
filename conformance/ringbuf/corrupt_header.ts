/** A header that no producer can have written stops the reader, and changes nothing. @module */
import { DISCARD_BIT, HEADER_BYTES, LENGTH_MASK } from "../../lib/ringbuf/ring_memory.ts";
import { readAll } from "../hold.ts";
import { holds, mustEqual, mustThrow, precondition, type Rule } from "../rule.ts";
import { payloads } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

const PAYLOAD_BYTES = 24;

/** The length word of the second of three records: what it says, instead of 24. */
const HEADERS: Readonly<Record<string, number>> = {
  "8 bytes past the producer": 2 * (HEADER_BYTES + PAYLOAD_BYTES) - HEADER_BYTES + 1,
  "longer than the ring": 1 << 20,
  "the longest that fits the field": LENGTH_MASK,
  "past the producer, and discarded": DISCARD_BIT | (1 << 13),
};

export const corruptHeader: Rule<RingbufFixture> = {
  id: "ringbuf/corrupt_header",
  paths: ["RB-25"],
  requirement:
    "A record that ends past the producer MUST throw CorruptHeader, each time from then " +
    "on, without moving the consumer position past what was read before",
  source: "https://pkg.go.dev/github.com/cilium/ebpf/ringbuf#Reader.ReadInto",
  killedBy: ["trusts_the_length", "skips_the_corrupt", "forgets_the_corrupt"],
  on: "fake",
  check(fixture) {
    for (const [what, header] of Object.entries(HEADERS)) checkHeader(fixture, { what, header });
    return holds();
  },
};

function checkHeader(fixture: RingbufFixture, options: {
  readonly what: string;
  readonly header: number;
}): void {
  const { what, header } = options;
  fixture.start({});
  using source = fixture.open();
  const accepted = fixture.produce(payloads(3, PAYLOAD_BYTES));
  precondition(accepted === 3, "no room for three records");
  const corruptAt = BigInt(fixture.footprintBytes(PAYLOAD_BYTES));
  const { producer } = fixture.positions();
  mustEqual(readAll(source, { limit: 1 }).payloads.length, { expected: 1, what: "records before" });

  fixture.setHeader(corruptAt, header);
  const read = () => readAll(source, { limit: 1 });
  mustThrow(read, { name: "CorruptHeader", what: `a read of a record ${what}` });
  mustEqual(fixture.positions(), {
    expected: { consumer: corruptAt, producer },
    what: `the positions after a record ${what}`,
  });
  fixture.setHeader(corruptAt, PAYLOAD_BYTES);
  mustThrow(read, { name: "CorruptHeader", what: `a second read, the record ${what} mended` });

  using next = fixture.open();
  mustEqual(readAll(next).payloads, {
    expected: [fixture.content(1, PAYLOAD_BYTES), fixture.content(2, PAYLOAD_BYTES)],
    what: "what a new reader finds, the header being mended",
  });
}
