/** A blocked wait of a sink ends by room, by a close and by its deadline, and sleeps until then. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { OUTCOME_NAMES, READY } from "../../lib/outcome.ts";
import type { Sink } from "../../lib/sink.ts";
import type { Action } from "../accomplice.ts";
import { cpuShare, percent } from "../cpu_share.ts";
import { holds, must, mustEqual, precondition, type Rule } from "../rule.ts";
import { SinkDriver } from "../sink_driver.ts";
import type { SinkFixture } from "../sink_fixture.ts";

const PAYLOAD_BYTES = 800;
const SEND_BUFFER_BYTES = 4608;
const FILL_TRIES = 12;
const PATIENCE_MS = 3000;
/** A busy host ends a wait late by some: of the longest, one that ends early shows all the same. */
const TIMEOUTS_MS = [0, -5, 12, 12, 40];
const SLEEP_MS = 60;
/** A wait that spins takes all of it. */
const CPU_SHARE_MAX = 0.1;

export const waitWakes: Rule<SinkFixture, SinkTraits> = {
  id: "sink/wait_wakes",
  paths: ["X8", "X9", "UR-12"],
  requirement: "A wait with no room MUST sleep, and MUST end with DEADLINE in time and not " +
    "before, with READY once the peer reads, and with CLOSED when another thread closes",
  source: "https://man7.org/linux/man-pages/man7/epoll.7.html",
  killedBy: ["wait_is_deaf_to_close", "wait_is_deaf_to_room", "wait_spins", "wait_ends_early"],
  on: "kernel",
  check(fixture) {
    for (const [what, check] of [["room", checkRoom], ["close", checkClose]] as const) {
      fixture.start({ sendBufferBytes: SEND_BUFFER_BYTES });
      using sink = fixture.open();
      const driver = new SinkDriver(fixture, sink);
      driver.peerReads = false;
      fill(driver, { sink, what });
      check(fixture, { sink, driver });
      driver.reap();
    }
    return holds();
  },
};

/** A sink without room, and the books on it. */
interface Full {
  readonly sink: Sink;
  readonly driver: SinkDriver;
}

/** Leaves no room. A busy host's TCP may make some later than usual: then once more. */
function fill(driver: SinkDriver, { sink, what }: {
  readonly sink: Sink;
  readonly what: string;
}): void {
  for (let tries = 0; tries < FILL_TRIES; tries++) {
    driver.stuffForGood(PAYLOAD_BYTES);
    if (sink.wait(0) !== READY) return;
  }
  precondition(false, `there is always something to do (${what})`);
}

function checkRoom(fixture: SinkFixture, { sink, driver }: Full): void {
  mustEndOnTime({ sink, driver });
  mustSleep({ sink, driver });
  const outcome = waitDuring(fixture, sink, fixture.reading());
  mustEqual(outcome, { expected: "READY", what: "a wait whose peer reads meanwhile" });
}

function checkClose(fixture: SinkFixture, { sink }: Full): void {
  const outcome = waitDuring(fixture, sink, { kind: "notify", fd: sink.closeFd });
  mustEqual(outcome, { expected: "CLOSED", what: "a wait closed from another thread" });
  mustEqual(OUTCOME_NAMES[sink.wait(PATIENCE_MS)], { expected: "CLOSED", what: "the next wait" });
}

function waitDuring(fixture: SinkFixture, sink: Sink, action: Action): string {
  const { result, stepsDone } = fixture.accomplice().during(
    [{ when: "blocked", action }],
    () => sink.wait(PATIENCE_MS),
  );
  must(stepsDone === 1, {
    expected: "a wait with no room that blocks",
    actual: `it returned ${OUTCOME_NAMES[result]} at once`,
  });
  return OUTCOME_NAMES[result]!;
}

function mustEndOnTime({ sink, driver }: Full): void {
  let roomCame = 0;
  for (const timeoutMs of TIMEOUTS_MS) {
    let startMs = performance.now();
    let outcome = sink.wait(timeoutMs);
    for (; outcome === READY && roomCame < FILL_TRIES; roomCame++) {
      fill(driver, { sink, what: "a deadline" });
      startMs = performance.now();
      outcome = sink.wait(timeoutMs);
    }
    const elapsedMs = performance.now() - startMs;
    mustEqual(OUTCOME_NAMES[outcome], {
      expected: "DEADLINE",
      what: `a wait of ${timeoutMs} ms with no room`,
    });
    must(elapsedMs >= timeoutMs - 0.1, {
      expected: `a wait of ${timeoutMs} ms that lasts as long`,
      actual: `${elapsedMs.toFixed(2)} ms`,
    });
  }
}

/** The best of a few waits counts, and none that room ended. */
function mustSleep({ sink, driver }: Full): void {
  let least: number | undefined;
  for (let tries = 0; tries < FILL_TRIES && !(least! < CPU_SHARE_MAX); tries++) {
    let outcome = -1;
    const share = cpuShare(() => outcome = sink.wait(SLEEP_MS));
    if (outcome === READY) fill(driver, { sink, what: "a sleep" });
    else least = Math.min(least ?? 1, share);
  }
  precondition(least !== undefined, "room came in every wait");
  must(least < CPU_SHARE_MAX, {
    expected: `a wait that uses less than ${percent(CPU_SHARE_MAX)} of a CPU`,
    actual: percent(least),
  });
}
