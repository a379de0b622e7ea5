/** A sender that gives zero copy up for the copies it sees goes back to it once there are none. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import type { ZerocopyFixture } from "./fixture.ts";
import { neverAsks, ScriptedRun } from "./scripted_run.ts";

const COPIED = 200;
/** More than the longest pause between two tries. */
const AFTERWARDS = 1500;
const PAYLOAD_BYTES = 64;
const LAST = 20;

export const learnsOfCopies: Rule<ZerocopyFixture, SinkTraits> = {
  id: "zerocopy/learns_of_copies",
  paths: ["ZC-13"],
  requirement: "A sender that stops asking because the kernel copies MUST say so, MUST give each " +
    "buffer back that it copies, and MUST ask again once the kernel no longer copies",
  source: "https://github.com/facebook/folly/blob/main/folly/io/async/AsyncSocket.cpp",
  killedBy: ["gives_up_for_ever", "gives_up_in_silence"],
  on: "fake",
  exempt: neverAsks,
  check(fixture) {
    const run = new ScriptedRun(fixture);
    send(run, { count: COPIED, copied: true });
    const asked = run.script.taken.length;
    must(asked === COPIED || run.sink.stats.backOffs > 0, {
      expected: "stats.backOffs says that zero copy was given up",
      actual: `${run.sink.stats.backOffs}, with ${COPIED - asked} of ${COPIED} copied`,
    });
    send(run, { count: AFTERWARDS, copied: false });
    const last = run.script.sends.slice(-LAST).filter(({ zeroCopy }) => zeroCopy).length;
    mustEqual(last, {
      expected: LAST,
      what: `zero-copy sends of the last ${LAST}, the kernel having stopped to copy`,
    });
    return holds();
  },
};

/** One send at a time, each notified where it was asked for. */
function send(
  run: ScriptedRun,
  options: { readonly count: number; readonly copied: boolean },
): void {
  for (let at = 0; at < options.count; at++) {
    const before = run.bufferOf.length;
    const buffer = run.send(PAYLOAD_BYTES);
    if (run.bufferOf.length > before) run.script.notify(before, before, options.copied);
    mustEqual(run.reap(), { expected: [buffer], what: "buffers back after each send" });
  }
}
