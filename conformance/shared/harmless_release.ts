/** A release of nothing, a second one and a stale one are harmless. @module */
import { DATA } from "../../lib/outcome.ts";
import type { AnySource, CursorSource } from "../../lib/source.ts";
import { isToken, nextAll, readInTurns, withCursor } from "../hold.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import { payloads, type SourceFixture } from "../source_fixture.ts";

const PAYLOAD_BYTES = 16;

export const harmlessRelease: Rule<SourceFixture> = {
  id: "shared/harmless_release",
  paths: ["X5", "RB-3", "RB-4", "RB-9"],
  requirement: "A release of nothing, a second release, and one by a stale or unknown token MUST " +
    "change nothing",
  source: "https://github.com/cilium/ebpf/pull/1968",
  killedBy: ["commit_publishes_producer", "commit_repeats", "token_accepts_stale"],
  on: "both",
  exempt: (traits) => traits.style === "visitor" ? "a visit releases by itself" : undefined,
  check(fixture) {
    const source = fixture.open();
    const footprint = fixture.footprintBytes(PAYLOAD_BYTES);
    const commit = () => withCursor(source, (cursor) => cursor.commit());
    const occupied = (expected: number, what: string) => {
      if (!fixture.keepsPlace) return; // the payloads at the end tell then
      mustEqual(fixture.occupiedBytes(), { expected: expected * footprint, what });
    };

    commit();
    occupied(0, "bytes kept after a commit on a fresh source");
    fixture.produce(payloads(3, PAYLOAD_BYTES));
    commit();
    occupied(3, "bytes kept after a commit with nothing handed out and 3 unread");
    const taken = Math.min(2, fixture.traits.maxInFlight);
    withCursor(source, (cursor) => nextAll(cursor, taken));
    commit();
    occupied(3 - taken, `bytes kept after ${taken} of 3 were released`);
    commit();
    commit();
    occupied(3 - taken, "bytes kept after a second and third commit");
    if (isToken(source)) checkTokens(fixture, source);
    const rest = readInTurns(source as AnySource, fixture.traits);
    mustEqual(rest.at(-1), {
      expected: fixture.content(isToken(source) ? 4 : 2, PAYLOAD_BYTES),
      what: "the last payload, after all those commits",
    });
    return holds();
  },
};

/** Stale, foreign, unknown and doubled tokens: one record is left from before, two come on top. */
function checkTokens(fixture: SourceFixture, source: AnySource & CursorSource): void {
  if (!isToken(source)) return;
  must(source.next() === DATA, { expected: "a payload", actual: "none" });
  const stale = source.token;
  source.commit();
  fixture.produce(payloads(2, PAYLOAD_BYTES));
  must(source.next() === DATA, { expected: "a payload", actual: "none" });
  const { token } = source;
  const before = fixture.occupiedBytes();
  for (const wrong of [stale, 0, -1, token + 1, token + 4096, 0.5, NaN, Infinity]) {
    mustEqual(source.commitToken(wrong), {
      expected: false,
      what: `commitToken(${wrong === stale ? "a stale token" : wrong})`,
    });
  }
  mustEqual(fixture.occupiedBytes(), { expected: before, what: "bytes kept after wrong tokens" });
  mustEqual(source.commitToken(token), { expected: true, what: "commitToken(the right token)" });
  const after = fixture.occupiedBytes();
  mustEqual(source.commitToken(token), { expected: false, what: "commitToken a second time" });
  mustEqual(fixture.occupiedBytes(), { expected: after, what: "bytes kept after the second time" });
  mustEqual(source.ledger.inFlight, { expected: 0, what: "payloads in flight" });
}
