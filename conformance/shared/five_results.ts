/** Empty, discarded, zero length, deadline and closed are five results. @module */
import { CLOSED, OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { AnySource } from "../../lib/source.ts";
import { readAll } from "../hold.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import type { SourceFixture } from "../source_fixture.ts";

export const fiveResults: Rule<SourceFixture> = {
  id: "shared/five_results",
  paths: ["X7", "RB-6", "RB-7"],
  requirement: "Empty, discarded only, zero length, deadline and closed MUST be told apart",
  source: "https://docs.kernel.org/bpf/ringbuf.html",
  killedBy: ["zero_length_is_empty", "discards_stay", "discards_are_data", "empty_is_closed"],
  on: "both",
  check(fixture) {
    const source = fixture.open();
    const expectRead = (what: string, count: number, end = "EMPTY") => {
      const received = readAll(source);
      mustEqual(received.payloads.map(({ length }) => length), {
        expected: Array.from({ length: count }, () => 0),
        what: `lengths read from ${what}`,
      });
      mustEqual(OUTCOME_NAMES[received.end], { expected: end, what: `the end of ${what}` });
      return received.discards;
    };
    expectRead("an empty source", 0);
    expectWait(source, "DEADLINE", "on an empty source");

    if (fixture.canDiscard) {
      fixture.produce([{ payloadBytes: 8, discard: true }, { payloadBytes: 0, discard: true }]);
      const discards = expectRead("a source with two discarded payloads", 0);
      mustEqual(discards, {
        expected: fixture.traits.discardsVisible ? 2 : 0,
        what: "discarded payloads shown",
      });
      mustEqual(source.ledger.discarded, { expected: 2, what: "discarded payloads, ledger" });
      mustEqual(fixture.occupiedBytes(), { expected: 0, what: "bytes kept by discarded payloads" });
      expectWait(source, "DEADLINE", "after discarded payloads");
    }

    fixture.produce([{ payloadBytes: 0 }, { payloadBytes: 0 }]);
    expectWait(source, "READY", "with payloads of length zero");
    expectRead("a source with two payloads of length zero", 2);
    mustEqual(fixture.occupiedBytes(), { expected: 0, what: "bytes kept by empty payloads" });

    source.close();
    expectRead("a closed source", 0, OUTCOME_NAMES[CLOSED]!);
    expectWait(source, "CLOSED", "on a closed source");
    return holds();
  },
};

function expectWait(source: AnySource, expected: string, what: string): void {
  const outcome = OUTCOME_NAMES[source.wait(0)]!;
  must(outcome === expected, { expected: `${expected} from a wait ${what}`, actual: outcome });
}
