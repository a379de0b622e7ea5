/** Out of memory for notifications: wait where one can come, copy where none can. @module */
import { ERRNO } from "../../ffi/errno.ts";
import type { SinkTraits } from "../../lib/implementation.ts";
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import type { ZerocopyFixture } from "./fixture.ts";
import { neverAsks, ScriptedRun } from "./scripted_run.ts";

export const noMemory: Rule<ZerocopyFixture, SinkTraits> = {
  id: "zerocopy/no_memory",
  paths: ["ZC-14"],
  requirement: "On ENOBUFS a sender MUST wait for a notification where one is to come, and copy " +
    "where none is: also where the last one came between the refusal and the look",
  source: "https://github.com/grpc/grpc/pull/30320",
  killedBy: ["no_memory_is_no_room", "no_memory_always_waits", "no_memory_always_copies"],
  on: "fake",
  exempt: neverAsks,
  check(fixture) {
    checkInFlight(fixture);
    checkNoneInFlight(fixture);
    checkRace(fixture);
    return holds();
  },
};

function checkInFlight(fixture: ZerocopyFixture): void {
  const run = new ScriptedRun(fixture);
  run.sendMany(1);
  run.script.zeroCopyResults.push(-ERRNO.ENOBUFS, -ERRNO.ENOBUFS);
  mustEqual(run.send(64), { expected: -1, what: "a send with no memory and one in flight" });
  mustEqual(waited(run), { expected: "DEADLINE", what: "a wait with no memory" });
  run.script.notify(0);
  mustEqual(waited(run), { expected: "READY", what: "a wait once a notification came" });
  run.mustReturn([0], "after the notification");
  run.script.zeroCopyResults.length = 0;
  run.sendMany(1);
  mustEqual(run.script.sends.filter(({ zeroCopy }) => !zeroCopy).length, {
    expected: 0,
    what: "copies, one being in flight",
  });
}

function checkNoneInFlight(fixture: ZerocopyFixture): void {
  const run = new ScriptedRun(fixture);
  run.script.zeroCopyResults.push(-ERRNO.ENOBUFS, -ERRNO.ENOBUFS);
  const buffer = run.send(64);
  mustEqual(run.reap(), {
    expected: [buffer],
    what: "the buffer back at once, copied for want of memory with nothing in flight",
  });
  mustEqual(waited(run), { expected: "READY", what: "a wait with nothing in flight" });
}

function checkRace(fixture: ZerocopyFixture): void {
  const run = new ScriptedRun(fixture);
  run.sendMany(1);
  run.script.zeroCopyResults.push(() => {
    run.script.notify(0);
    return -ERRNO.ENOBUFS;
  }, -ERRNO.ENOBUFS);
  if (run.send(64) < 0) {
    mustEqual(waited(run), {
      expected: "READY",
      what: "a wait, the last notification being there",
    });
    run.sendMany(1);
  }
}

/** The outcome of a short wait. */
function waited(run: ScriptedRun): string | undefined {
  return OUTCOME_NAMES[run.sink.wait(1)];
}
