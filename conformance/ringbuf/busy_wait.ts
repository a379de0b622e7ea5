/** A wait before a BUSY record keeps its deadline, and sleeps. @module */
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { AnySource } from "../../lib/source.ts";
import { leastCpuShare, percent } from "../cpu_share.ts";
import { readAll } from "../hold.ts";
import { timed } from "../own_time.ts";
import { holds, must, mustEqual, precondition, type Rule } from "../rule.ts";
import type { RingbufFixture } from "./fixture.ts";

const WAIT_MS = 80;
/** A timer may be late; a wait that does not look at its deadline is later still. */
const LATE_FACTOR = 5;
/** A wait that spins takes all of it; one that looks every millisecond some 2 %. */
const CPU_SHARE_MAX = 0.2;

export const busyWait: Rule<RingbufFixture> = {
  id: "ringbuf/busy_wait",
  paths: ["RB-23", "RB-34"],
  requirement: "A wait before a record still BUSY MUST end at its deadline, MUST NOT spin " +
    "meanwhile, and MUST be READY once the record was submitted",
  source: "https://docs.kernel.org/bpf/ringbuf.html",
  killedBy: ["busy_is_ready", "spins_at_busy", "busy_has_no_deadline"],
  on: "fake",
  exempt: (traits) => traits.busy === "spin" ? "it spins until the record is submitted" : undefined,
  check(fixture) {
    const source = fixture.open();
    const reservation = fixture.reserve(32);
    precondition(reservation !== undefined, "no room to reserve a record");
    source.wait(0); // compiles what the wait runs
    const share = leastCpuShare(CPU_SHARE_MAX, () => mustEndInTime(source));
    must(share < CPU_SHARE_MAX, {
      expected: `less than ${percent(CPU_SHARE_MAX)} of a CPU used before a BUSY record`,
      actual: percent(share),
    });
    fixture.submit(reservation);
    mustEqual(OUTCOME_NAMES[source.wait(WAIT_MS)], {
      expected: "READY",
      what: "a wait once the record was submitted",
    });
    mustEqual(readAll(source).payloads.length, { expected: 1, what: "records read in the end" });
    return holds();
  },
};

function mustEndInTime(source: AnySource): void {
  const { result: outcome, wallMs, ownMs } = timed(() => source.wait(WAIT_MS));
  mustEqual(OUTCOME_NAMES[outcome], {
    expected: "DEADLINE",
    what: "a wait before a BUSY record",
  });
  must(wallMs > WAIT_MS - 0.1 && ownMs < LATE_FACTOR * WAIT_MS, {
    expected: `a wait of ${WAIT_MS} ms before a BUSY record that lasts as long`,
    actual: `${wallMs.toFixed(2)} ms`,
  });
}
