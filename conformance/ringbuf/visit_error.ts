/** A visit that throws or stops does what is declared, and the reader goes on. @module */
import type { Visit, VisitorSource } from "../../lib/source.ts";
import { holds, mustEqual, mustThrow, type Rule } from "../rule.ts";
import { payloads } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

const PAYLOAD_BYTES = 24;
const COUNT = 5;
/** The visit that ends the walk, counted from 0. */
const ENDS_AT = 1;

/** Thrown by a visit, to see it come out again. */
class VisitFailed extends Error {
  override readonly name = "VisitFailed";
}

export const visitError: Rule<RingbufFixture> = {
  id: "ringbuf/visit_error",
  paths: ["RB-14"],
  requirement:
    "A visit that throws or returns a negative number MUST end the walk and consume or " +
    "keep its record as declared; the error MUST reach the caller and the reader stay usable",
  source: "tools/lib/bpf/ringbuf.c (ringbuf_process_ring)",
  killedBy: [
    "visit_error_is_swallowed",
    "visit_error_wedges",
    "visit_error_keeps_the_record",
    "visit_stop_is_ignored",
  ],
  on: "both",
  exempt: (traits) => traits.style === "visitor" ? undefined : "it does not call back",
  check(fixture) {
    checkEnd(fixture, { throws: true });
    checkEnd(fixture, { throws: false });
    return holds();
  },
};

function checkEnd(fixture: RingbufFixture, { throws }: { readonly throws: boolean }): void {
  fixture.start({});
  using source = fixture.open() as VisitorSource;
  fixture.produce(payloads(COUNT, PAYLOAD_BYTES));
  let visits = 0;
  const visit: Visit = () => {
    if (visits++ < ENDS_AT) return 0;
    if (throws) throw new VisitFailed("thrown by the visit");
    return -1;
  };
  const how = throws ? "a visit that threw" : "a visit that returned -1";
  if (throws) mustThrow(() => source.consume(visit, COUNT), { name: "VisitFailed", what: how });
  else {
    mustEqual(source.consume(visit, COUNT), {
      expected: ENDS_AT + 1,
      what: `the count with ${how}`,
    });
  }
  mustEqual(visits, { expected: ENDS_AT + 1, what: `visits up to ${how}` });
  const consumed = fixture.traits.visitError === "kept" ? ENDS_AT : ENDS_AT + 1;
  mustEqual(fixture.occupiedBytes(), {
    expected: (COUNT - consumed) * fixture.footprintBytes(PAYLOAD_BYTES),
    what: `bytes kept after ${how}, ${consumed} records being consumed`,
  });
  mustEqual(source.ledger.inFlight, { expected: 0, what: `records in flight after ${how}` });
  mustEqual(consumeAll(source), {
    expected: Array.from(
      { length: COUNT - consumed },
      (_, index) => fixture.content(consumed + index, PAYLOAD_BYTES),
    ),
    what: `what is read after ${how}`,
  });
  mustEqual(fixture.occupiedBytes(), { expected: 0, what: "bytes kept in the end" });
}

function consumeAll(source: VisitorSource): Uint8Array[] {
  const read: Uint8Array[] = [];
  source.consume((offset, length) => {
    read.push(source.bytes.slice(offset, offset + length));
  }, Infinity);
  return read;
}
