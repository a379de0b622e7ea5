/** A blocked wait ends at its deadline: not before, and every time. @module */
import { Clock } from "../../ffi/clock.ts";
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { AnySource } from "../../lib/source.ts";
import type { Step } from "../accomplice.ts";
import { holding } from "../hold.ts";
import { Broken, holds, must, mustEqual, mustThrow, precondition, type Rule } from "../rule.ts";
import { payloads, type SourceFixture } from "../source_fixture.ts";

const TIMEOUT_MS = 12;
/** Waits that signals hit, until one of them tells. */
const HIT_TIMEOUTS_MS = [12, 24, 48, 48, 48, 48];
/** One comes as soon as the wait is blocked again: more than fit into its time. */
const SIGNALS_PER_MS = 80;
/** What clocks may differ by. */
const EARLY_MS = 0.1;

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

/**
 * A wait that starts anew with each signal ends its whole time after the last of them, or later.
 * On a busy host too few signals may come to tell, or the wait end too late: a longer one follows.
 */
function mustEndThroughSignals(fixture: SourceFixture, source: AnySource): void {
  let wasTold = false;
  for (const timeoutMs of HIT_TIMEOUTS_MS) {
    const { signals, sinceSignalMs } = waitThroughSignals(fixture, { source, timeoutMs });
    if (sinceSignalMs < timeoutMs - EARLY_MS) return;
    wasTold ||= signals > 1; // after the only one of a wait it may not have blocked again
  }
  precondition(wasTold, "no two signals came while a wait was blocked");
  throw new Broken(
    "a wait that ends when its time since its start is over, hit by signals or not",
    "each time it ended that long after one of the signals, or later",
  );
}

/** How many signals hit a wait, and how long after one that it slept on from it ended. */
function waitThroughSignals(fixture: SourceFixture, options: {
  readonly source: AnySource;
  readonly timeoutMs: number;
}): { readonly signals: number; readonly sinceSignalMs: number } {
  const { source, timeoutMs } = options;
  const interrupt: Step = { when: "blocked", action: { kind: "interrupt" } };
  const signals = Array.from({ length: SIGNALS_PER_MS * timeoutMs }, () => interrupt);
  using clock = new Clock();
  const startMs = performance.now();
  const { result, stepsDone, lastButOneNs } = fixture.accomplice().during(
    signals,
    () => ({ outcome: source.wait(timeoutMs), endNs: clock.monotonicNs() }),
  );
  mustEqual(OUTCOME_NAMES[result.outcome], {
    expected: "DEADLINE",
    what: "a wait hit by signals",
  });
  mustNotBeEarly(performance.now() - startMs, { timeoutMs, what: "hit by signals" });
  must(stepsDone < signals.length, {
    expected: `a wait of ${timeoutMs} ms that ends while signals keep coming`,
    actual: `it outlasted ${stepsDone} signals`,
  });
  return { signals: stepsDone, sinceSignalMs: (result.endNs - lastButOneNs) / 1e6 };
}

function mustNotBeEarly(
  elapsedMs: number,
  wait: { readonly timeoutMs: number; readonly what: string },
): void {
  const { timeoutMs, what } = wait;
  must(elapsedMs >= timeoutMs - EARLY_MS, {
    expected: `a wait of ${timeoutMs} ms ${what} that lasts as long`,
    actual: `${elapsedMs.toFixed(2)} ms`,
  });
}
