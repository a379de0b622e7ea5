/** What cannot run here says so, says why, and says what mends it. @module */
import { openFds } from "../../ffi/fd.ts";
import { getLimit, setLimit } from "../../ffi/limits.ts";
import { Broken, HarnessFault, holds, must, type Rule, show } from "../rule.ts";
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
    const probe = fixture.probe();
    if (probe.available) {
      fixture.open()[Symbol.dispose]();
      openWithoutDescriptors(fixture);
      return holds();
    }
    must(probe.reason.length > 10 && probe.cure.length > 3, {
      expected: "a reason and a cure, in words",
      actual: probe,
    });
    let opened: unknown;
    try {
      opened = fixture.open();
    } catch {
      return holds();
    }
    throw new Broken("open fails, as the probe said", `open returned ${show(opened)}`);
  },
};

/** The one thing any host can deny: descriptors. Nobody opens a source without one. */
function openWithoutDescriptors(fixture: SourceFixture): void {
  const before = getLimit("nofile");
  const highest = openFds().at(-1)?.fd;
  if (highest === undefined) throw new HarnessFault("this process has no descriptors");
  fixture.occupiedBytes(); // the channel is there before the limit falls
  let failure: unknown;
  setLimit("nofile", { soft: 0, hard: before.hard });
  try {
    fixture.open()[Symbol.dispose]();
  } catch (error) {
    failure = error;
  } finally {
    setLimit("nofile", before);
  }
  must(failure instanceof Error && /EMFILE|descriptor|open files/i.test(failure.message), {
    expected: "open throws an error that names EMFILE when there are no descriptors",
    actual: failure === undefined ? "it returned a source" : show(failure),
  });
}
