/** A token means something to the reader that gave it out, and to no other. @module */
import { DATA } from "../../lib/outcome.ts";
import type { TokenSource } from "../../lib/source.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import type { RingbufFixture } from "./fixture.ts";

const COUNT = 3;

export const tokenOfAnotherReader: Rule<RingbufFixture> = {
  id: "ringbuf/token_of_another_reader",
  paths: ["RB-9"],
  requirement: "commitToken MUST return false and change nothing for a token of another reader " +
    "of the same ring, or of one of another ring",
  source: "https://github.com/cilium/ebpf/pull/1981",
  killedBy: ["tokens_count_from_one"],
  on: "both",
  exempt: (traits) => traits.release === "token" ? undefined : "it has no tokens",
  check(fixture) {
    // The earlier ring's reader is gone when its tokens are tried, as a late worker would.
    const earlier = takeFromEarlierRing(fixture);
    fixture.start({});
    const own = fixture.open() as TokenSource;
    using other = fixture.open() as TokenSource;
    fixture.produce(Array.from({ length: COUNT }, () => ({ payloadBytes: 16 })));
    const tokens = takeTokens(own);
    const foreign = takeTokens(other); // nothing is released yet, so it sees the same records
    const occupied = fixture.occupiedBytes();
    for (const token of [...foreign, ...earlier]) {
      mustEqual(own.commitToken(token), {
        expected: false,
        what: "commitToken of a foreign token",
      });
    }
    mustEqual(fixture.occupiedBytes(), { expected: occupied, what: "bytes kept after them" });
    mustEqual(own.ledger.inFlight, { expected: COUNT, what: "payloads in flight after them" });
    for (const token of tokens) {
      mustEqual(own.commitToken(token), { expected: true, what: "commitToken of an own token" });
    }
    mustEqual(fixture.occupiedBytes(), { expected: 0, what: "bytes kept after its own tokens" });
    return holds();
  },
};

function takeFromEarlierRing(fixture: RingbufFixture): readonly number[] {
  fixture.start({});
  using source = fixture.open() as TokenSource;
  fixture.produce(Array.from({ length: COUNT }, () => ({ payloadBytes: 16 })));
  return takeTokens(source);
}

function takeTokens(source: TokenSource): readonly number[] {
  const tokens: number[] = [];
  while (tokens.length < COUNT) {
    must(source.next() === DATA, { expected: `${COUNT} payloads`, actual: tokens.length });
    tokens.push(source.token);
  }
  return tokens;
}
