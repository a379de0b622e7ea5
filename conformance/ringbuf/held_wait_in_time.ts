/** A wait with records in hand notices a submit within its declared pause. @module */
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { Traits } from "../../lib/implementation.ts";
import { holding } from "../hold.ts";
import { timed } from "../own_time.ts";
import { holds, must, precondition, type Rule } from "../rule.ts";
import { payloads } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

/** Enough for a median that two slow rounds on a loaded host do not move. */
const ROUNDS = 5;
const ATTEMPTS = 12;
/** What a scheduler may add on a loaded host. */
const SLACK_MS = 25;
/** What the path promises, whatever an implementation declares. */
const POLL_MAX_MS = 10;
const PATIENCE_MS = 250;
const PAYLOAD_BYTES = 16;

export const heldWaitInTime: Rule<RingbufFixture> = {
  id: "ringbuf/held_wait_in_time",
  paths: ["RB-34", "RB-35"],
  requirement:
    "A wait with records in hand MUST be READY within the declared pause, and that within " +
    `${POLL_MAX_MS} ms, of a submit; both within ${SLACK_MS} ms of the scheduler's`,
  source: "https://man7.org/linux/man-pages/man7/epoll.7.html",
  killedBy: ["polls_too_rarely", "sleeps_on_an_edge_while_held"],
  on: "both",
  exempt: exemptHeld,
  check(fixture) {
    const { heldWait } = fixture.traits;
    if (typeof heldWait !== "object") return holds();
    must(heldWait.pollMs <= POLL_MAX_MS, {
      expected: `a declared pause of at most ${POLL_MAX_MS} ms`,
      actual: `${heldWait.pollMs} ms`,
    });
    const limitMs = heldWait.pollMs + SLACK_MS;
    const waits: number[] = [];
    // The median is known once more than half of the rounds are on one side of the limit.
    const decided = (isSlow: boolean) =>
      waits.filter((ms) => ms > limitMs === isSlow).length > ROUNDS / 2;
    for (let attempt = 0; attempt < ATTEMPTS && !decided(true) && !decided(false); attempt++) {
      const ownMs = wakeHeldMs(fixture);
      if (ownMs !== undefined) waits.push(ownMs);
    }
    precondition(decided(true) || decided(false), "no wait blocked before the submit");
    const medianMs = waits.sort((left, right) => left - right)[waits.length >> 1]!;
    must(!decided(true), {
      expected: `a median of at most ${heldWait.pollMs} + ${SLACK_MS} ms from block to READY`,
      actual: `${medianMs.toFixed(1)} ms`,
    });
    return holds();
  },
};

/** Why a rule about waits with records in hand does not apply. */
export function exemptHeld(traits: Traits): string | undefined {
  if (traits.copies || traits.heldWait === "not_applicable") return "nothing is in hand at a wait";
  return traits.heldWait === "refuse" ? "it refuses to wait with records in hand" : undefined;
}

/**
 * How long a wait took that was to end by a submit, a record being in hand; undefined when the
 * submit came too late to end it, or too early for the wait to block.
 */
function wakeHeldMs(fixture: RingbufFixture): number | undefined {
  const { traits } = fixture;
  fixture.start({});
  using source = fixture.open();
  fixture.produce(payloads(1, PAYLOAD_BYTES));
  return holding(source, { traits, count: 1 }, (held) => {
    precondition(held.length === 1, "nothing was handed out");
    source.wait(0);
    const before = fixture.positions().producer;
    const { result, stepsDone } = fixture.accomplice().during(
      [{ when: "blocked", action: fixture.producing(payloads(1, PAYLOAD_BYTES)) }],
      () => {
        const { result, ownMs } = timed(() => OUTCOME_NAMES[source.wait(PATIENCE_MS)]);
        return { outcome: result, ownMs, came: fixture.positions().producer !== before };
      },
    );
    if (stepsDone === 0 || !result.came) return undefined;
    // A DEADLINE here is the longest wait of all: the record was there, and was not noticed.
    must(result.outcome === "READY" || result.outcome === "DEADLINE", {
      expected: "READY from a wait with a record in hand, one more submitted",
      actual: result.outcome,
    });
    return result.ownMs;
  });
}
