/** A blocked wait ends when the source is closed from outside. @module */
import { CLOSED, OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { AnySource } from "../../lib/source.ts";
import { holding } from "../hold.ts";
import { holds, must, mustEqual, precondition, type Rule } from "../rule.ts";
import { payloads, type SourceFixture } from "../source_fixture.ts";

/** Far above what a wake-up takes, and below the limit of a check. */
const PATIENCE_MS = 3000;

export const wokenByClose: Rule<SourceFixture> = {
  id: "shared/woken_by_close",
  paths: ["X8", "RB-32"],
  requirement:
    "A blocked wait MUST end with CLOSED when another thread closes the source, payloads " +
    "in hand or not",
  source: "https://man7.org/linux/man-pages/man2/eventfd.2.html",
  killedBy: ["wait_is_deaf_to_close"],
  on: "both",
  check(fixture) {
    {
      using source = fixture.open();
      closeWhileBlocked(fixture, { source, what: "on an empty source" });
    }
    const { traits } = fixture;
    if (traits.copies || traits.heldWait === "refuse") return holds();
    using source = fixture.open();
    const count = Math.min(2, traits.maxInFlight); // all of them, or the rest would end the wait
    fixture.produce(payloads(count, 16));
    holding(source, { traits, count }, (held) => {
      precondition(held.length > 0, "nothing was handed out");
      closeWhileBlocked(fixture, { source, what: "with payloads in hand" });
    });
    return holds();
  },
};

function closeWhileBlocked(fixture: SourceFixture, options: {
  readonly source: AnySource;
  readonly what: string;
}): void {
  const { source, what } = options;
  fixture.settle();
  const close = { kind: "notify", fd: source.closeFd } as const;
  const { result, stepsDone } = fixture.accomplice().during(
    [{ when: "blocked", action: close }],
    () => source.wait(PATIENCE_MS),
  );
  must(stepsDone === 1, {
    expected: `a wait ${what} that blocks`,
    actual: `it returned ${OUTCOME_NAMES[result]} at once`,
  });
  mustEqual(OUTCOME_NAMES[result], { expected: "CLOSED", what: `a wait ${what}, closed` });
  mustEqual(OUTCOME_NAMES[source.wait(PATIENCE_MS)], {
    expected: OUTCOME_NAMES[CLOSED],
    what: "the wait after it",
  });
}
