/** A sink that cannot run here says so, says why, and says what mends it. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { mustNameItsLack } from "../scarce.ts";
import { holds, type Rule } from "../rule.ts";
import type { SinkFixture } from "../sink_fixture.ts";

export const missingCapability: Rule<SinkFixture, SinkTraits> = {
  id: "sink/missing_capability",
  paths: ["X13", "UR-13"],
  requirement: "A sink that the host denies something MUST name it and the cure, by its probe or " +
    "by a typed error, and MUST NOT pretend to work",
  source: "https://man7.org/linux/man-pages/man2/getrlimit.2.html",
  killedBy: ["probe_names_no_reason", "open_hides_the_refusal"],
  on: "kernel",
  evenUnavailable: true,
  check(fixture) {
    fixture.queuedBytes(); // the channel is there before the limit falls
    mustNameItsLack(fixture.probe(), () => fixture.open());
    return holds();
  },
};
