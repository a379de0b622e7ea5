/** Sends are numbered in 32 bits, by the kernel and in the names of a ring, and go on at 0. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import type { ZerocopyFixture } from "./fixture.ts";
import { RingRun } from "./ring_run.ts";
import { neverAsks, numbers, ScriptedRun } from "./scripted_run.ts";

/** How far before the wrap the first number lies. */
const DISTANCES = [1, 4, 1000, 1024, 1500];
/** More than the tracker holds at first, so that it grows while it is wrapped. */
const COUNT = 2200;
/** Of a ring, which carries as many at once: more chains than one lie across the wrap. */
const RING_DISTANCES = [1, 3, 40];
const RING_CHAIN = 24;
const RING_CHAINS = 3;

export const numberWrap: Rule<ZerocopyFixture, SinkTraits> = {
  id: "zerocopy/number_wrap",
  paths: ["ZC-5", "X6"],
  requirement: "Sends MUST be told apart across the wrap of the 32-bit numbers: in a range that " +
    "ends below where it starts, and while the tracker grows and shrinks",
  source: "https://docs.kernel.org/networking/msg_zerocopy.html",
  killedBy: ["ranges_compared_by_less", "numbers_have_a_sign"],
  on: "fake",
  fakesKernel: true,
  exempt: neverAsks,
  check(fixture) {
    if (fixture.traits.ring === true) {
      for (const distance of RING_DISTANCES) checkRing(fixture, distance);
      return holds();
    }
    for (const distance of DISTANCES.filter((one) => one <= fixture.traits.maxInFlight)) {
      checkFrom(fixture, distance);
      checkExactEnd(fixture, distance);
    }
    return holds();
  },
};

function checkFrom(fixture: ZerocopyFixture, distance: number): void {
  const run = new ScriptedRun(fixture, { firstSequence: 2 ** 32 - distance });
  const what = `having started ${distance} before the wrap`;
  const count = Math.min(COUNT, fixture.traits.maxInFlight);
  run.sendMany(count, 1);
  run.mustReturn([], `before any notification, ${what}`);
  for (let low = 0; low < count;) {
    const high = Math.min(count - 1, low + fixture.random.integer(0, 300));
    run.script.notify(low, high);
    run.mustReturn(numbers(low, high), `after send ${low} to ${high}, ${what}`);
    low = high + 1;
  }
  mustEqual([run.sink.stats.inFlight, run.sink.ledger.orphans], {
    expected: [0, 0],
    what: `in flight, and orphans, ${what}`,
  });
}

/** The next number is 0 exactly. */
function checkExactEnd(fixture: ZerocopyFixture, distance: number): void {
  const run = new ScriptedRun(fixture, { firstSequence: 2 ** 32 - distance });
  run.sendMany(distance, 1);
  run.script.notify(0, distance - 1);
  run.mustReturn(numbers(0, distance - 1), "of sends that end just before the wrap");
  run.sendMany(2, 1);
  run.script.notify(distance, distance + 1);
  run.mustReturn([distance, distance + 1], "of sends that start at 0 again");
}

/** The latest first, so that nothing is back before the one that was sent first. */
function checkRing(fixture: ZerocopyFixture, distance: number): void {
  using run = new RingRun(fixture, { firstSequence: 2 ** 32 - distance });
  const what = `having started ${distance} before the wrap`;
  for (let chain = 0; chain < RING_CHAINS; chain++) {
    const first = chain * RING_CHAIN;
    run.sendMany(RING_CHAIN);
    run.resultAll();
    for (let id = first + RING_CHAIN - 1; id > first; id--) run.notify(id);
    run.mustReturn([], `before the notification of the first of a chain, ${what}`);
    run.notify(first);
    run.mustReturn(numbers(first, first + RING_CHAIN - 1), `once all were notified, ${what}`);
  }
  mustEqual([run.sink.stats.inFlight, run.sink.ledger.orphans], {
    expected: [0, 0],
    what: `in flight, and orphans, ${what}`,
  });
}
