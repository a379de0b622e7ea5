/** Opening and closing again and again leaves nothing, and neither does an open that fails. @module */
import { countHoldings } from "../counters.ts";
import { readAll } from "../hold.ts";
import { holds, precondition, type Rule } from "../rule.ts";
import { failOpens, mustHoldNothing } from "../scarce.ts";
import { payloads, type SourceFixture } from "../source_fixture.ts";

const CYCLES = 200;

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
    const failed = failOpens(() => fixture.open()[Symbol.dispose]());
    precondition(failed > 0, "no open failed for want of descriptors");
    mustHoldNothing(before, "opens that failed for want of descriptors");
    return holds();
  },
};
