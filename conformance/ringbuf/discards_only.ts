/** A ring full of discarded records is no data, and is given back whole. @module */
import { DEADLINE, DISCARDED, EMPTY, OUTCOME_NAMES, READY } from "../../lib/outcome.ts";
import type { AnySource, CursorSource } from "../../lib/source.ts";
import { Broken, holds, must, mustEqual, precondition, type Rule } from "../rule.ts";
import { isVisitor, readAll, withCursor } from "../hold.ts";
import type { RingbufFixture } from "./fixture.ts";

const PAYLOAD_BYTES = 24;
const TIMEOUT_MS = 3;

export const discardsOnly: Rule<RingbufFixture> = {
  id: "ringbuf/discards_only",
  paths: ["RB-7"],
  requirement: "A reader that finds a ring full of discarded records MUST report the deadline, " +
    "and after one commit nothing of the ring may stay held",
  source: "https://github.com/cilium/ebpf/pull/1968",
  killedBy: ["commit_needs_data", "discard_is_ready_for_ever"],
  on: "both",
  check(fixture) {
    const source = fixture.open();
    const room = Math.floor((fixture.capacityBytes - 1) / fixture.footprintBytes(PAYLOAD_BYTES));
    const discard = { payloadBytes: PAYLOAD_BYTES, discard: true };
    const discarded = fixture.produce(Array.from({ length: room }, () => discard));
    precondition(discarded === room, `only ${discarded} of ${room} discarded records found room`);

    const shown = isVisitor(source)
      ? waitOut(source, () => consumeNothing(source))
      : withCursor(source, (cursor) => {
        const count = waitOut(source, () => nextNothing(cursor));
        cursor.commit();
        return count;
      });
    mustEqual(shown, {
      expected: fixture.traits.discardsVisible ? room : 0,
      what: "discarded records shown",
    });
    mustEqual(fixture.occupiedBytes(), { expected: 0, what: "bytes kept after the commit" });
    mustEqual(fixture.fill(PAYLOAD_BYTES), { expected: room, what: "records accepted after it" });
    mustEqual(readAll(source).payloads.at(-1), {
      expected: fixture.content(2 * room - 1, PAYLOAD_BYTES),
      what: "the last record of the refill",
    });
    return holds();
  },
};

/**
 * Reads until the deadline is reported; returns how many discarded records were shown. Bounded by
 * steps, so that a wait that is ready for ever is a finding and not a hang.
 */
function waitOut(source: AnySource, read: () => number): number {
  const endMs = performance.now() + TIMEOUT_MS;
  let shown = read();
  for (let waits = 0; waits < 3; waits++) {
    const outcome = source.wait(endMs - performance.now());
    if (outcome === DEADLINE) return shown;
    must(outcome === READY, { expected: "DEADLINE", actual: OUTCOME_NAMES[outcome] });
    shown += read(); // READY may mean discarded records, which this reads past
  }
  throw new Broken("DEADLINE, with nothing but discarded records", "READY time and again");
}

/** Reads until EMPTY. */
function nextNothing(cursor: CursorSource): number {
  for (let shown = 0;; shown++) {
    const outcome = cursor.next();
    if (outcome === EMPTY) return shown;
    must(outcome === DISCARDED, {
      expected: "no payload of a ring of discarded records",
      actual: OUTCOME_NAMES[outcome],
    });
  }
}

function consumeNothing(source: AnySource): number {
  const count = isVisitor(source) ? source.consume(() => {}, Infinity) : 0;
  mustEqual(count, { expected: 0, what: "visits of a ring of discarded records" });
  return 0;
}
