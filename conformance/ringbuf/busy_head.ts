/** A record still BUSY is neither handed out, nor skipped, nor overtaken. @module */
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { AnySource } from "../../lib/source.ts";
import { readAll } from "../hold.ts";
import { holds, mustEqual, precondition, type Rule } from "../rule.ts";
import { payloads } from "../source_fixture.ts";
import type { Reservation, RingbufFixture } from "./fixture.ts";

const SIZES = [16, 100, 0];

export const busyHead: Rule<RingbufFixture> = {
  id: "ringbuf/busy_head",
  paths: ["RB-23"],
  requirement: "A record still BUSY MUST NOT be handed out, skipped, or overtaken by those " +
    "submitted behind it",
  source: "https://docs.kernel.org/bpf/ringbuf.html",
  killedBy: ["hands_out_busy", "skips_busy"],
  on: "fake",
  exempt: (traits) => traits.busy === "spin" ? "it spins until the record is submitted" : undefined,
  check(fixture) {
    for (const discard of [false, true]) checkSubmitLate(fixture, discard);
    return holds();
  },
};

function checkSubmitLate(fixture: RingbufFixture, discard: boolean): void {
  fixture.start({});
  using source = fixture.open();
  fixture.produce(payloads(1, 8));
  const reserved = SIZES.map((size) => reserve(fixture, size));
  fixture.produce(payloads(2, 24));
  mustRead(source, { lengths: [8], what: "before the first BUSY record" });
  // Out of order: what is submitted behind a BUSY record waits for it.
  fixture.submit(reserved[1]!, { discard: false });
  mustRead(source, { lengths: [], what: "with a submitted record behind a BUSY one" });
  fixture.submit(reserved[0]!, { discard });
  mustRead(source, {
    lengths: discard ? [SIZES[1]!] : SIZES.slice(0, 2),
    what: `once the first BUSY record was ${discard ? "discarded" : "submitted"}`,
  });
  mustRead(source, { lengths: [], what: "with the last reservation BUSY" });
  fixture.submit(reserved[2]!, { discard: false });
  mustRead(source, { lengths: [SIZES[2]!, 24, 24], what: "once all were submitted" });
  mustEqual(fixture.occupiedBytes(), { expected: 0, what: "bytes kept in the end" });
}

function mustRead(source: AnySource, options: {
  readonly lengths: readonly number[];
  readonly what: string;
}): void {
  const { lengths, what } = options;
  const { payloads: received, end } = readAll(source);
  mustEqual(received.map(({ length }) => length), {
    expected: lengths,
    what: `lengths of the records read ${what}`,
  });
  mustEqual(OUTCOME_NAMES[end], { expected: "EMPTY", what: `the end of reading ${what}` });
}

function reserve(fixture: RingbufFixture, payloadBytes: number): Reservation {
  const reservation = fixture.reserve(payloadBytes);
  precondition(reservation !== undefined, "no room to reserve a record");
  return reservation;
}
