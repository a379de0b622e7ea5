/** Records that wake nobody are found all the same: by a look, and at the deadline. @module */
import { type Outcome, OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { AnySource } from "../../lib/source.ts";
import { readAll } from "../hold.ts";
import { holds, must, mustEqual, precondition, type Rule } from "../rule.ts";
import type { Payload } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

const TIMEOUT_MS = 40;
/** How often to try for records that come while the wait blocks. */
const ATTEMPTS = 6;
/** One may come between the last look and the return, if hardly ever. */
const MISSES_MAX = 2;
const QUIET: readonly Payload[] = [
  { payloadBytes: 16, wakeup: "none" },
  { payloadBytes: 40, wakeup: "none" },
];

export const quietRecords: Rule<RingbufFixture> = {
  id: "ringbuf/quiet_records",
  paths: ["RB-33", "RB-30"],
  requirement:
    "Records submitted with BPF_RB_NO_WAKEUP MUST be found by a look, and by a blocked " +
    "wait at its deadline at the latest",
  source: "https://docs.kernel.org/bpf/ringbuf.html",
  killedBy: ["deadline_without_a_look"],
  on: "both",
  check(fixture) {
    const source = fixture.open();
    fixture.produce(QUIET);
    mustEqual(readAll(source).payloads.length, { expected: 2, what: "records found by a look" });
    fixture.produce(QUIET);
    mustEqual(OUTCOME_NAMES[source.wait(0)], {
      expected: "READY",
      what: "a wait that looks once",
    });
    mustEqual(readAll(source).payloads.length, { expected: 2, what: "records found after it" });

    let found = 0;
    let missed = 0;
    for (let attempt = 0; attempt < ATTEMPTS && found === 0 && missed < MISSES_MAX; attempt++) {
      const { result, inTime } = waitForQuiet(fixture, source);
      if (inTime && OUTCOME_NAMES[result] === "READY") found++;
      else if (inTime) missed++;
      const count = readAll(source).payloads.length;
      mustEqual(count, { expected: QUIET.length, what: "records found after a wait" });
    }
    must(missed < MISSES_MAX, {
      expected: "READY at the deadline from a wait during which quiet records came",
      actual: "DEADLINE",
    });
    precondition(found > 0, "no quiet record came while a wait blocked");
    mustEqual(fixture.occupiedBytes(), { expected: 0, what: "bytes kept in the end" });
    return holds();
  },
};

/** Waits while quiet records come; on a loaded host they may come too late to be seen. */
function waitForQuiet(
  fixture: RingbufFixture,
  source: AnySource,
): { readonly result: Outcome; readonly inTime: boolean } {
  fixture.settle();
  const before = fixture.positions().producer;
  const { result, stepsDone } = fixture.accomplice().during(
    [{ when: "blocked", action: fixture.producing(QUIET) }],
    () => {
      const outcome = source.wait(TIMEOUT_MS);
      return { outcome, came: fixture.positions().producer !== before };
    },
  );
  if (stepsDone === 0) fixture.produce(QUIET);
  return { result: result.outcome, inTime: stepsDone === 1 && result.came };
}
