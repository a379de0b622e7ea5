/** Keeping track of sends takes memory as they are many, and gives it back. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import type { ZerocopyFixture } from "./fixture.ts";
import { neverAsks, numbers, ScriptedRun } from "./scripted_run.ts";

/** More than a tracker holds at first. */
const MANY = 4000;

export const trackerSize: Rule<ZerocopyFixture, SinkTraits> = {
  id: "zerocopy/tracker_size",
  paths: ["ZC-6"],
  requirement: "The memory that tracks sends MUST come with the first one, grow with those in " +
    "flight, and be back at what it was once they are",
  source: "https://github.com/valkey-io/valkey/pull/1543",
  killedBy: ["tracker_never_shrinks"],
  on: "fake",
  exempt: neverAsks,
  check(fixture) {
    const run = new ScriptedRun(fixture);
    const many = Math.min(MANY, fixture.traits.maxInFlight);
    const { stats } = run.sink;
    mustEqual(stats.trackerBytes, { expected: 0, what: "bytes before the first send" });
    run.sendMany(1);
    const atFirst = stats.trackerBytes;
    run.sendMany(many - 1);
    // one that takes few at once may have room for all of them from the first on
    must(stats.trackerBytes > atFirst || many < MANY, {
      expected: `more than ${atFirst} bytes for ${many} sends in flight`,
      actual: stats.trackerBytes,
    });
    run.script.notify(0, many - 1);
    run.mustReturn(numbers(0, many - 1), "after they were notified");
    mustEqual(stats.trackerBytes, { expected: atFirst, what: "bytes once all came back" });
    return holds();
  },
};
