/** A reader that stops at a BUSY record has given back what it consumed before. @module */
import { readAll } from "../hold.ts";
import { holds, mustEqual, precondition, type Rule } from "../rule.ts";
import { payloads } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

const COUNT = 3;
const PAYLOAD_BYTES = 40;

export const busyPublishes: Rule<RingbufFixture> = {
  id: "ringbuf/busy_publishes",
  paths: ["RB-24"],
  requirement:
    "What was consumed before a BUSY record MUST be given back when reading stops there, " +
    "and MUST NOT be delivered again, to this reader or the next",
  source: "https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/tools/testing/" +
    "selftests/bpf/benchs/bench_ringbufs.c",
  killedBy: ["forgets_at_busy"],
  on: "fake",
  exempt: (traits) => traits.busy === "spin" ? "it spins until the record is submitted" : undefined,
  check(fixture) {
    const first = fixture.open();
    fixture.produce(payloads(COUNT, PAYLOAD_BYTES));
    const reservation = fixture.reserve(PAYLOAD_BYTES);
    precondition(reservation !== undefined, "no room to reserve a record");
    const limit = 2 * COUNT; // delivered again and again, they would never end
    mustRead(readAll(first, { limit }).payloads.length, COUNT, "before the BUSY record");
    mustEqual(fixture.positions().consumer, {
      expected: reservation.position,
      what: "the consumer position, all before the BUSY record being consumed",
    });
    mustRead(readAll(first).payloads.length, 0, "by a second look");
    first[Symbol.dispose]();

    const second = fixture.open();
    mustRead(readAll(second).payloads.length, 0, "by the next reader");
    fixture.submit(reservation);
    mustRead(readAll(second).payloads.length, 1, "once the record was submitted");
    return holds();
  },
};

function mustRead(count: number, expected: number, what: string): void {
  mustEqual(count, { expected, what: `records read ${what}` });
}
