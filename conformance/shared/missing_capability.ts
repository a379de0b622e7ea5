/** What cannot run here says so, says why, and says what mends it. @module */
import { holds, type Rule } from "../rule.ts";
import { mustNameItsLack } from "../scarce.ts";
import type { SourceFixture } from "../source_fixture.ts";

export const missingCapability: Rule<SourceFixture> = {
  id: "shared/missing_capability",
  paths: ["X13"],
  requirement:
    "An implementation that the host denies something MUST name it and the cure, by its " +
    "probe or by a typed error, and MUST NOT pretend to work",
  source: "https://man7.org/linux/man-pages/man2/getrlimit.2.html",
  killedBy: ["probe_names_no_reason", "open_hides_the_refusal"],
  on: "both",
  evenUnavailable: true,
  check(fixture) {
    fixture.occupiedBytes(); // the channel is there before the limit falls
    mustNameItsLack(fixture.probe(), () => fixture.open());
    return holds();
  },
};
