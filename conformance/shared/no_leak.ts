/** Opening and closing again and again leaves nothing, and neither does an open that fails. @module */
import { openFds } from "../../ffi/fd.ts";
import { getLimit, setLimit } from "../../ffi/limits.ts";
import { countHoldings, describeLeak } from "../counters.ts";
import { readAll } from "../hold.ts";
import { holds, must, precondition, type Rule } from "../rule.ts";
import { payloads, type SourceFixture } from "../source_fixture.ts";

const CYCLES = 200;
/** More descriptors than any source opens: by then an open has to succeed. */
const DESCRIPTORS_MAX = 32;

export const noLeak: Rule<SourceFixture> = {
  id: "shared/no_leak",
  paths: ["X15", "RB-38"],
  requirement:
    "Neither 200 times open and dispose, nor an open that fails half-way, MUST leave a " +
    "descriptor or a mapping",
  source: "https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html",
  killedBy: ["leaks_a_descriptor", "leaks_a_mapping", "failed_open_leaks"],
  on: "both",
  check(fixture) {
    fixture.open()[Symbol.dispose](); // libraries and the channel are opened by the first
    const before = countHoldings();
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      using source = fixture.open();
      if (cycle % 10 !== 0) continue;
      fixture.produce(payloads(2, 16));
      readAll(source, { limit: 1 });
    }
    mustHoldNothing(before, `${CYCLES} times open and dispose`);
    precondition(failOpens(fixture) > 0, "no open failed for want of descriptors");
    mustHoldNothing(before, "opens that failed for want of descriptors");
    return holds();
  },
};

function mustHoldNothing(before: ReturnType<typeof countHoldings>, what: string): void {
  const leak = describeLeak(before, countHoldings());
  must(leak === undefined, { expected: `nothing left open after ${what}`, actual: leak });
}

/** Opens with 0, 1, 2, … descriptors left until it succeeds. Returns how many failed. */
function failOpens(fixture: SourceFixture): number {
  const before = getLimit("nofile");
  const used = new Set(openFds().map(({ fd }) => fd));
  let failed = 0;
  for (let limit = 0; failed < DESCRIPTORS_MAX; limit++) {
    if (used.has(limit)) continue; // a limit below a free number changes nothing
    setLimit("nofile", { soft: limit, hard: before.hard });
    try {
      fixture.open()[Symbol.dispose]();
      return failed;
    } catch {
      failed++; // what the error is called is another rule's business
    } finally {
      setLimit("nofile", before);
    }
  }
  return failed;
}
