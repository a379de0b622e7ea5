/** Ranges of notifications are taken as they come: single, many, out of order, twice, unknown. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import type { ZerocopyFixture } from "./fixture.ts";
import { neverAsks, numbers, ScriptedRun } from "./scripted_run.ts";

const COUNT = 12;
const ROUNDS = 30;

export const ranges: Rule<ZerocopyFixture, SinkTraits> = {
  id: "zerocopy/ranges",
  paths: ["ZC-4", "ZC-1"],
  requirement: "A notification MUST give back its whole range and nothing beyond it, in whatever " +
    "order ranges come; one that comes twice, or of numbers never given, MUST change nothing",
  source: "https://docs.kernel.org/networking/msg_zerocopy.html",
  killedBy: ["high_is_exclusive", "ranges_are_single", "unknown_is_the_oldest"],
  on: "fake",
  exempt: neverAsks,
  check(fixture) {
    checkSteps(fixture);
    checkUnknown(fixture);
    for (let round = 0; round < ROUNDS; round++) checkAnyOrder(fixture);
    return holds();
  },
};

function checkSteps(fixture: ZerocopyFixture): void {
  const run = new ScriptedRun(fixture);
  run.sendMany(COUNT);
  run.mustReturn([], "before any notification");
  run.script.notify(0);
  run.mustReturn([0], "after a single number");
  run.script.notify(1, 3);
  run.script.notify(4, 4);
  run.mustReturn(numbers(1, 4), "after adjacent ranges");
  run.script.notify(7, 9);
  const early = run.reap().map((buffer) => run.bufferOf.indexOf(buffer));
  must(early.every((id) => id >= 7 && id <= 9), {
    expected: "of 7 to 9 only, notified before 5 and 6",
    actual: early,
  });
  run.script.notify(5, 6);
  run.mustReturn(numbers(5, 9).filter((id) => !early.includes(id)), "once the gap was closed");
  run.script.notify(10, 11);
  run.mustReturn([10, 11], "after the last range");
  mustEqual(run.sink.stats.inFlight, { expected: 0, what: "sends in flight in the end" });
}

function checkUnknown(fixture: ZerocopyFixture): void {
  const run = new ScriptedRun(fixture);
  run.sendMany(4);
  run.script.notify(0, 1);
  run.mustReturn([0, 1], "after the first range");
  for (const [low, high] of [[0, 1], [4, 4], [9, 20], [3, 2 ** 31]] as const) {
    const { orphans } = run.sink.ledger;
    run.script.notify(low, high);
    run.mustReturn([], `after ${low} to ${high}, which is none of those in flight`);
    must(run.sink.ledger.orphans > orphans, {
      expected: `${low} to ${high} counted as an orphan`,
      actual: `${run.sink.ledger.orphans} orphans`,
    });
  }
  run.script.notify(2, 3);
  run.mustReturn([2, 3], "after ranges that meant nothing");
}

/** Cuts the numbers into ranges, shuffles them, and checks after each. */
function checkAnyOrder(fixture: ZerocopyFixture): void {
  const { random } = fixture;
  const run = new ScriptedRun(fixture);
  run.sendMany(COUNT);
  const cut: [number, number][] = [];
  for (let low = 0; low < COUNT;) {
    const high = Math.min(COUNT - 1, low + random.integer(0, 3));
    cut.push([low, high]);
    low = high + 1;
  }
  const notified = new Set<number>();
  const back = new Set<number>();
  while (cut.length > 0) {
    const [[low, high]] = cut.splice(random.integer(0, cut.length - 1), 1) as [[number, number]];
    run.script.notify(low, high);
    for (const id of numbers(low, high)) notified.add(id);
    for (const buffer of run.reap()) back.add(run.bufferOf.indexOf(buffer));
    must([...back].every((id) => notified.has(id)), {
      expected: `only what was notified: ${[...notified]}`,
      actual: [...back],
    });
  }
  mustEqual(back.size, { expected: COUNT, what: "sends back once all were notified" });
}
