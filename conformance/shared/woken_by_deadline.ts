/** A blocked wait ends at its deadline: not before, and every time. @module */
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { AnySource } from "../../lib/source.ts";
import type { Step } from "../accomplice.ts";
import { holding } from "../hold.ts";
import { holds, must, mustEqual, mustThrow, precondition, type Rule } from "../rule.ts";
import { payloads, type SourceFixture } from "../source_fixture.ts";

const TIMEOUT_MS = 12;
/** One comes as soon as the wait is blocked again: more than fit into its time. */
const SIGNALS = 1000;
/** With so many in one wait, its time is much longer than what passes between two of them. */
const SIGNALS_MIN = 10;
const LONGEST_MS = 500;

export const wokenByDeadline: Rule<SourceFixture> = {
  id: "shared/woken_by_deadline",
  paths: ["X8", "RB-30", "RB-34"],
  requirement: "A wait MUST end with DEADLINE when its time is over and not before, each time, " +
    "through signals and with payloads in hand; data that is there goes first",
  source: "https://man7.org/linux/man-pages/man2/epoll_wait.2.html",
  killedBy: [
    "signal_is_a_deadline",
    "deadline_restarts_at_signal",
    "deadline_before_data",
    "held_wait_has_no_deadline",
  ],
  on: "both",
  check(fixture) {
    const { traits } = fixture;
    const source = fixture.open();
    for (const timeoutMs of [0, -5, -Infinity]) mustEndAtOnce(source, timeoutMs);
    mustEndOnTime(source, "on an empty source");
    mustEndThroughSignals(fixture, source);

    const count = Math.min(2, traits.maxInFlight);
    fixture.produce(payloads(count, 16));
    for (const timeoutMs of [0, -5, TIMEOUT_MS]) {
      mustEqual(OUTCOME_NAMES[source.wait(timeoutMs)], {
        expected: "READY",
        what: `a wait of ${timeoutMs} ms with data there`,
      });
    }
    holding(source, { traits, count }, () => {
      if (traits.heldWait === "refuse") {
        mustThrow(() => source.wait(TIMEOUT_MS), {
          name: "HeldTooLong",
          what: "a wait with payloads in hand",
        });
      } else mustEndOnTime(source, "with payloads in hand");
    });
    return holds();
  },
};

function mustEndAtOnce(source: AnySource, timeoutMs: number): void {
  for (let again = 0; again < 3; again++) {
    mustEqual(OUTCOME_NAMES[source.wait(timeoutMs)], {
      expected: "DEADLINE",
      what: `wait number ${again} of ${timeoutMs} ms on an empty source`,
    });
  }
}

function mustEndOnTime(source: AnySource, what: string): void {
  for (let again = 0; again < 2; again++) {
    const startMs = performance.now();
    const outcome = source.wait(TIMEOUT_MS);
    const elapsedMs = performance.now() - startMs;
    mustEqual(OUTCOME_NAMES[outcome], { expected: "DEADLINE", what: `a wait ${what}` });
    mustNotBeEarly(elapsedMs, { timeoutMs: TIMEOUT_MS, what });
  }
}

/** On a busy host few signals, or none, may come in time: then the wait is made longer. */
function mustEndThroughSignals(fixture: SourceFixture, source: AnySource): void {
  const interrupt: Step = { when: "blocked", action: { kind: "interrupt" } };
  const signals = Array.from({ length: SIGNALS }, () => interrupt);
  let stepsDone = 0;
  for (
    let timeoutMs = TIMEOUT_MS;
    stepsDone < SIGNALS_MIN && timeoutMs < LONGEST_MS;
    timeoutMs *= 4
  ) {
    const startMs = performance.now();
    const waited = fixture.accomplice().during(signals, () => source.wait(timeoutMs));
    stepsDone = waited.stepsDone;
    mustEqual(OUTCOME_NAMES[waited.result], {
      expected: "DEADLINE",
      what: "a wait hit by signals",
    });
    mustNotBeEarly(performance.now() - startMs, { timeoutMs, what: "hit by signals" });
    must(stepsDone < SIGNALS, {
      expected: `a wait of ${timeoutMs} ms that ends while signals keep coming`,
      actual: `it outlasted ${stepsDone} signals`,
    });
  }
  precondition(stepsDone > 0, "no signal came while the wait was blocked");
}

function mustNotBeEarly(
  elapsedMs: number,
  wait: { readonly timeoutMs: number; readonly what: string },
): void {
  const { timeoutMs, what } = wait;
  must(elapsedMs >= timeoutMs - 0.1, {
    expected: `a wait of ${timeoutMs} ms ${what} that lasts as long`,
    actual: `${elapsedMs.toFixed(2)} ms`,
  });
}
