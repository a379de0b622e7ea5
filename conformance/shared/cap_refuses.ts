/** The most that can be in hand is refused typed, and refusing changes nothing. @module */
import { EMPTY, OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { CursorSource } from "../../lib/source.ts";
import { nextAll, withCursor } from "../hold.ts";
import { Broken, holds, must, mustEqual, precondition, type Rule, show } from "../rule.ts";
import { payloads, type SourceFixture } from "../source_fixture.ts";

const PAYLOAD_BYTES = 8;

export const capRefuses: Rule<SourceFixture> = {
  id: "shared/cap_refuses",
  paths: ["X3"],
  requirement:
    "At the declared maximum in flight a source MUST refuse with CapReached and change " +
    "nothing; without a maximum the producer MUST be refused instead",
  source: "https://docs.kernel.org/bpf/ringbuf.html",
  killedBy: ["cap_forgets_a_record", "cap_is_silent", "releases_at_hand_out"],
  on: "both",
  exempt(traits) {
    if (traits.copies) return "a copied payload is not in flight";
    return traits.style === "visitor" ? "one payload at a time, by construction" : undefined;
  },
  check(fixture) {
    const { maxInFlight } = fixture.traits;
    if (maxInFlight === Infinity) checkChannelIsTheCap(fixture);
    else checkDeclaredCap(fixture, maxInFlight);
    return holds();
  },
};

function checkChannelIsTheCap(fixture: SourceFixture): void {
  const source = fixture.open();
  const accepted = fixture.fill(32);
  withCursor(source, (cursor) => {
    const { payloads: taken, end } = nextAll(cursor);
    mustEqual(taken.length, { expected: accepted, what: "payloads in hand, of a full channel" });
    mustEqual(OUTCOME_NAMES[end], { expected: "EMPTY", what: "the end of a full channel" });
    mustEqual(fixture.produce(payloads(1, 32)), {
      expected: 0,
      what: "payloads accepted while all of the channel is in hand",
    });
    cursor.commit();
  });
  mustEqual(fixture.produce(payloads(1, 32)), {
    expected: 1,
    what: "payloads accepted after the release",
  });
}

function checkDeclaredCap(fixture: SourceFixture, maxInFlight: number): void {
  const needed = (maxInFlight + 2) * fixture.footprintBytes(PAYLOAD_BYTES);
  fixture.start({ capacityBytes: Math.max(4096, 2 ** Math.ceil(Math.log2(needed))) });
  const source = fixture.open();
  const count = maxInFlight + 1;
  precondition(fixture.fill(PAYLOAD_BYTES) >= count, `the channel does not hold ${count} payloads`);
  withCursor(source, (cursor) => {
    for (let taken = 0; taken < maxInFlight; taken++) cursor.next();
    mustEqual(source.ledger.inFlight, { expected: maxInFlight, what: "payloads in flight" });
    const before = fixture.occupiedBytes();
    refused(cursor);
    refused(cursor); // and it stays so
    mustEqual(source.ledger.inFlight, { expected: maxInFlight, what: "in flight after refusals" });
    mustEqual(fixture.occupiedBytes(), { expected: before, what: "bytes kept after refusals" });
    cursor.commit();
    mustEqual(nextAll(cursor, 1).payloads[0], {
      expected: fixture.content(maxInFlight, PAYLOAD_BYTES),
      what: "the payload that was refused, after the release",
    });
    cursor.commit();
  });
}

function refused(cursor: CursorSource): void {
  let outcome: number;
  try {
    outcome = cursor.next();
  } catch (error) {
    if (error instanceof Error && error.name === "CapReached") return;
    throw new Broken("CapReached at the maximum", `throws ${show(error)}`);
  }
  must(outcome === EMPTY, {
    expected: "CapReached at the maximum",
    actual: `returned ${OUTCOME_NAMES[outcome]}`,
  });
}
