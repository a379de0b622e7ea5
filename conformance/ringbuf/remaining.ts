/** What a reader says is still ready is there, and is nothing on the last record. @module */
import { DATA, DISCARDED } from "../../lib/outcome.ts";
import type { AnySource } from "../../lib/source.ts";
import { isVisitor, withCursor } from "../hold.ts";
import { holds, must, precondition, type Rule } from "../rule.ts";
import { payloads } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

const COUNT = 6;
const PAYLOAD_BYTES = 20;

export const remaining: Rule<RingbufFixture> = {
  id: "ringbuf/remaining",
  paths: ["RB-22"],
  requirement:
    "What is said to remain behind a record MUST be there, not nothing before the last " +
    "record of what was seen, and nothing on the last",
  source: "https://pkg.go.dev/github.com/cilium/ebpf/ringbuf#Record",
  killedBy: ["remaining_counts_itself", "remaining_is_always_zero"],
  on: "both",
  check(fixture) {
    const source = fixture.open();
    const footprint = fixture.footprintBytes(PAYLOAD_BYTES);
    const accepted = fixture.produce(payloads(COUNT, PAYLOAD_BYTES));
    precondition(accepted === COUNT, `no room for ${COUNT} records`);
    let index = 0;
    forEachRecord(source, COUNT, () => {
      const behind = (COUNT - 1 - index) * footprint;
      const claimed = source.remaining;
      must(claimed <= behind && (claimed === 0) === (behind === 0), {
        expected: behind === 0
          ? "0 bytes behind the last record"
          : `1 to ${behind} bytes behind record ${index} of ${COUNT}`,
        actual: claimed,
      });
      index++;
    });
    must(index === COUNT, { expected: `${COUNT} records`, actual: index });

    // What comes meanwhile may be left out, and is no reason to claim more than there is: behind
    // the first record is the second, behind the second the one produced meanwhile.
    fixture.produce(payloads(2, PAYLOAD_BYTES));
    index = 0;
    forEachRecord(source, 2, () => {
      const claimed = source.remaining;
      if (index++ === 0) fixture.produce(payloads(1, PAYLOAD_BYTES));
      must(claimed <= footprint, {
        expected: `at most ${footprint} bytes behind a record, one produced meanwhile`,
        actual: claimed,
      });
    });
    return holds();
  },
};

/** Calls `inspect` on each of the next `count` records, while it is in hand. */
function forEachRecord(source: AnySource, count: number, inspect: () => void): void {
  if (isVisitor(source)) {
    source.consume(() => inspect(), count);
    return;
  }
  withCursor(source, (cursor) => {
    for (let taken = 0; taken < count;) {
      const outcome = cursor.next();
      if (outcome === DATA) {
        inspect();
        taken++;
      } else if (outcome !== DISCARDED) break;
    }
    cursor.commit();
  });
}
