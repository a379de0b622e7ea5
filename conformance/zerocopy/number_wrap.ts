/** The kernel's numbers are 32 bits wide, and go on at 0. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import type { ZerocopyFixture } from "./fixture.ts";
import { neverAsks, numbers, ScriptedRun } from "./scripted_run.ts";

/** How far before the wrap the first number lies. */
const DISTANCES = [1, 4, 1000, 1024, 1500];
/** More than the tracker holds at first, so that it grows while it is wrapped. */
const COUNT = 2200;

export const numberWrap: Rule<ZerocopyFixture, SinkTraits> = {
  id: "zerocopy/number_wrap",
  paths: ["ZC-5", "X6"],
  requirement: "Sends MUST be told apart across the wrap of the 32-bit numbers: in a range that " +
    "ends below where it starts, and while the tracker grows and shrinks",
  source: "https://docs.kernel.org/networking/msg_zerocopy.html",
  killedBy: ["ranges_compared_by_less"],
  on: "fake",
  exempt: neverAsks,
  check(fixture) {
    for (const distance of DISTANCES) {
      checkFrom(fixture, distance);
      checkExactEnd(fixture, distance);
    }
    return holds();
  },
};

function checkFrom(fixture: ZerocopyFixture, distance: number): void {
  const run = new ScriptedRun(fixture, { firstSequence: 2 ** 32 - distance });
  const what = `having started ${distance} before the wrap`;
  run.sendMany(COUNT, 1);
  run.mustReturn([], `before any notification, ${what}`);
  for (let low = 0; low < COUNT;) {
    const high = Math.min(COUNT - 1, low + fixture.random.integer(0, 300));
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
