/** A close ends the stream, waits for what is in flight, and gives up waiting at its time. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import type { ZerocopyFixture } from "./fixture.ts";
import { neverAsks, ScriptedRun } from "./scripted_run.ts";

const COUNT = 5;
/** What the script's clock goes on by at each look. */
const TICK_MS = 400;

export const drainingClose: Rule<ZerocopyFixture, SinkTraits> = {
  id: "zerocopy/draining_close",
  paths: ["ZC-10", "ZC-1"],
  requirement: "A close MUST end the stream, take nothing more, reset the connection once its " +
    "time is over, and even then keep each buffer until the kernel has let go of it",
  source: "https://github.com/valkey-io/valkey/pull/1543",
  killedBy: ["close_lets_go_early", "close_never_resets"],
  on: "fake",
  exempt: neverAsks,
  check(fixture) {
    checkGraceful(fixture);
    checkReset(fixture);
    return holds();
  },
};

function checkGraceful(fixture: ZerocopyFixture): void {
  const run = new ScriptedRun(fixture);
  run.sendMany(COUNT);
  run.script.notify(0, COUNT - 1);
  run.sink.close(1000);
  mustEqual(run.script.done, { expected: ["shutdown"], what: "what a close with all done did" });
  run.mustReturn([0, 1, 2, 3, 4], "after a close");
  const { draining, aborted } = run.sink.stats;
  mustEqual({ draining, aborted }, {
    expected: { draining: false, aborted: false },
    what: "its figures after a close with all done",
  });
}

function checkReset(fixture: ZerocopyFixture): void {
  let nowMs = 0;
  const run = new ScriptedRun(fixture, { clock: () => nowMs += TICK_MS });
  run.script.holdsAfterReset = true;
  run.sendMany(COUNT);
  run.sink.close(TICK_MS / 2);
  mustEqual(run.script.done, {
    expected: ["shutdown", "reset"],
    what: "what a close whose time was over did",
  });
  run.mustReturn([], "after a reset of which the kernel has said nothing");
  mustEqual([run.sink.stats.draining, run.sink.stats.aborted, run.sink.stats.inFlight], {
    expected: [true, true, COUNT],
    what: "draining, aborted and in flight after a reset",
  });
  mustTakeNothing(fixture, run);
  run.sink.close(TICK_MS / 2);
  run.script.notify(0, COUNT - 1);
  run.sink.close(TICK_MS / 2);
  run.mustReturn([0, 1, 2, 3, 4], "once the kernel let go of them");
  mustEqual(run.sink.stats.draining, { expected: false, what: "draining in the end" });
  mustEqual(run.script.done.filter((what) => what === "shutdown").length, {
    expected: 1,
    what: "ends of the stream, closed three times",
  });
}

function mustTakeNothing(fixture: ZerocopyFixture, run: ScriptedRun): void {
  const buffer = fixture.pool.acquire();
  let took = 0;
  try {
    took = run.sink.send(buffer, 0, 64);
  } catch {
    // Refusing is as good.
  }
  fixture.pool.release(buffer);
  must(took === 0, { expected: "nothing taken while it drains", actual: `${took} bytes` });
}
