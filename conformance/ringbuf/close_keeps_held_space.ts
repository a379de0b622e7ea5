/** What is in hand at a close stays the reader's: the producer cannot write there. @module */
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import { holding, readAll } from "../hold.ts";
import { holds, must, mustEqual, precondition, type Rule } from "../rule.ts";
import { payloads } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

const HELD = 2;
const PAYLOAD_BYTES = 120;

export const closeKeepsHeldSpace: Rule<RingbufFixture> = {
  id: "ringbuf/close_keeps_held_space",
  paths: ["RB-32"],
  requirement:
    "Records in hand at a close MUST keep their bytes though the producer fills the ring, " +
    "and MUST be given back by a commit after the close",
  source: "https://pkg.go.dev/github.com/cilium/ebpf/ringbuf#Reader.Close",
  killedBy: ["close_releases_held", "close_ends_commits"],
  on: "both",
  exempt: (traits) => {
    if (traits.copies) return "what it hands out is a copy";
    return traits.closeMode === "keeps_memory" ? undefined : "it refuses to close meanwhile";
  },
  check(fixture) {
    const { traits } = fixture;
    const source = fixture.open();
    const footprint = fixture.footprintBytes(PAYLOAD_BYTES);
    const count = Math.min(HELD, traits.maxInFlight);
    fixture.produce(payloads(count, PAYLOAD_BYTES));
    holding(source, { traits, count }, (held) => {
      precondition(held.length === count, "nothing was handed out");
      source.close();
      fixture.fill(PAYLOAD_BYTES);
      fixture.produce(payloads(1, PAYLOAD_BYTES)); // refused: were it accepted, it would be there
      held.forEach((payload, index) =>
        mustEqual(payload.bytes(), {
          expected: fixture.content(index, PAYLOAD_BYTES),
          what: `record ${index} in hand, the ring filled after the close`,
        })
      );
    });
    const { end } = readAll(source);
    mustEqual(OUTCOME_NAMES[end], { expected: "CLOSED", what: "a read after the close" });
    const accepted = fixture.tally().submitted;
    const occupied = fixture.occupiedBytes();
    must(occupied === (accepted - count) * footprint, {
      expected: `the ${count} records in hand given back by the commit after the close: ` +
        `${(accepted - count) * footprint} bytes kept`,
      actual: `${occupied} bytes kept`,
    });
    return holds();
  },
};
