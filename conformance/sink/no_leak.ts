/** Opening and closing sinks again and again leaves nothing, and neither does an open that fails. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { countHoldings } from "../counters.ts";
import { failOpens, mustHoldNothing } from "../scarce.ts";
import { holds, mustEqual, precondition, type Rule } from "../rule.ts";
import { SinkDriver } from "../sink_driver.ts";
import type { SinkFixture } from "../sink_fixture.ts";

const CYCLES = 100;
const PAYLOAD_BYTES = 100;

export const noLeak: Rule<SinkFixture, SinkTraits> = {
  id: "sink/no_leak",
  paths: ["X15"],
  requirement: "Neither 100 times open, send and dispose, nor an open that fails half-way, MUST " +
    "leave a descriptor, a mapping or a buffer out",
  source: "https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html",
  killedBy: ["leaks_a_descriptor", "failed_open_leaks"],
  on: "kernel",
  check(fixture) {
    fixture.open()[Symbol.dispose](); // libraries and the channel are opened by the first
    const before = countHoldings();
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      using sink = fixture.open();
      if (cycle % 10 !== 0) continue;
      const driver = new SinkDriver(fixture, sink);
      driver.send(fixture.content(cycle, PAYLOAD_BYTES));
      driver.finish();
    }
    mustHoldNothing(before, `${CYCLES} times open and dispose`);
    mustEqual(fixture.pool.outstanding, { expected: 0, what: "buffers out" });
    const failed = failOpens(() => fixture.open()[Symbol.dispose]());
    precondition(failed > 0, "no open failed for want of descriptors");
    mustHoldNothing(before, "opens that failed for want of descriptors");
    return holds();
  },
};
