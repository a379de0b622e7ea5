/** A blocked wait uses next to no CPU, with payloads in hand too. @module */
import type { AnySource } from "../../lib/source.ts";
import { leastCpuShare, percent } from "../cpu_share.ts";
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
  source.wait(0); // compiles what the wait runs
  const share = leastCpuShare(CPU_SHARE_MAX, () => {
    const startMs = performance.now();
    source.wait(WAIT_MS);
    precondition(performance.now() - startMs > WAIT_MS / 2, `the wait ${what} ended at once`);
  });
  must(share < CPU_SHARE_MAX, {
    expected: `a wait ${what} that uses less than ${percent(CPU_SHARE_MAX)} of a CPU`,
    actual: percent(share),
  });
}
