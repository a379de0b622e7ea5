/** A blocked wait uses next to no CPU, with payloads in hand too. @module */
import { Clock } from "../../ffi/clock.ts";
import type { AnySource } from "../../lib/source.ts";
import { holding } from "../hold.ts";
import { holds, must, precondition, type Rule } from "../rule.ts";
import { payloads, type SourceFixture } from "../source_fixture.ts";

const WAIT_MS = 80;
/** A wait that spins takes all of it; one that looks every millisecond takes 2 %. */
const CPU_SHARE_MAX = 0.1;

export const doesNotSpin: Rule<SourceFixture> = {
  id: "shared/does_not_spin",
  paths: ["X8", "RB-34"],
  requirement:
    "A blocked wait MUST NOT use more than a tenth of its time in CPU, payloads in hand " +
    "or not",
  source: "https://man7.org/linux/man-pages/man7/epoll.7.html",
  killedBy: ["held_wait_spins", "wait_spins"],
  on: "both",
  check(fixture) {
    const { traits } = fixture;
    const source = fixture.open();
    mustSleep(source, "on an empty source");
    if (traits.copies || traits.heldWait === "refuse") return holds();
    const count = Math.min(2, traits.maxInFlight);
    fixture.produce(payloads(count, 16));
    holding(source, { traits, count }, (held) => {
      precondition(held.length > 0, "nothing was handed out");
      mustSleep(source, "with payloads in hand");
    });
    return holds();
  },
};

function mustSleep(source: AnySource, what: string): void {
  using clock = new Clock();
  source.wait(0); // compiles what the wait runs
  const startWallNs = clock.monotonicNs();
  const startCpuNs = clock.threadCpuNs();
  source.wait(WAIT_MS);
  const cpuNs = clock.threadCpuNs() - startCpuNs;
  const wallNs = clock.monotonicNs() - startWallNs;
  precondition(wallNs > 1e6 * WAIT_MS / 2, `the wait ${what} ended at once`);
  must(cpuNs < CPU_SHARE_MAX * wallNs, {
    expected: `a wait ${what} that uses less than ${100 * CPU_SHARE_MAX} % of a CPU`,
    actual: `${(100 * cpuNs / wallNs).toFixed(1)} %`,
  });
}
