/** Payloads released out of order come back to the producer as a prefix. @module */
import { DATA } from "../../lib/outcome.ts";
import type { TokenSource } from "../../lib/source.ts";
import { holds, mustEqual, precondition, type Rule } from "../rule.ts";
import { payloads, type SourceFixture } from "../source_fixture.ts";

const COUNT = 6;
const PAYLOAD_BYTES = 40;

export const prefixRelease: Rule<SourceFixture> = {
  id: "shared/prefix_release",
  paths: ["X4", "RB-9"],
  requirement: "A payload released out of order MUST keep its place until all before it are " +
    "released, and MUST come back with them",
  source: "https://github.com/cilium/ebpf/pull/1981",
  killedBy: ["token_releases_at_once", "token_forgets_out_of_order"],
  on: "both",
  exempt: (traits) => traits.release === "token" ? undefined : "it has no tokens",
  check(fixture) {
    const footprint = fixture.footprintBytes(PAYLOAD_BYTES);
    const source = fixture.open() as TokenSource;
    for (let round = 0; round < 8; round++) {
      fixture.produce(payloads(COUNT, PAYLOAD_BYTES));
      const tokens = takeTokens(source);
      precondition(tokens.length === COUNT, `${tokens.length} of ${COUNT} were handed out`);
      const released = new Set<number>();
      for (const index of shuffle(fixture)) {
        mustEqual(source.commitToken(tokens[index]!), {
          expected: true,
          what: `commitToken of payload ${index}`,
        });
        released.add(index);
        let prefix = 0;
        while (released.has(prefix)) prefix++;
        mustEqual(fixture.occupiedBytes(), {
          expected: (COUNT - prefix) * footprint,
          what: `bytes kept after the release of ${[...released].join(", ")}`,
        });
      }
    }
    return holds();
  },
};

function takeTokens(source: TokenSource): number[] {
  const tokens: number[] = [];
  while (source.next() === DATA) tokens.push(source.token);
  return tokens;
}

/** The indices in an order of the seed's; the first round is the reverse, the hardest. */
function shuffle(fixture: SourceFixture): number[] {
  const order = Array.from({ length: COUNT }, (_, index) => COUNT - 1 - index);
  for (let index = COUNT - 1; index > 0; index--) {
    const other = fixture.random.integer(0, index);
    [order[index], order[other]] = [order[other]!, order[index]!];
  }
  return order;
}
