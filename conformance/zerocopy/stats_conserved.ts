/** The figures of a sender are what was taken, notified and copied. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import type { ZerocopyFixture } from "./fixture.ts";
import { neverAsks, ScriptedRun } from "./scripted_run.ts";

const STEPS = 400;
const THRESHOLD_BYTES = 500;

export const statsConserved: Rule<ZerocopyFixture, SinkTraits> = {
  id: "zerocopy/stats_conserved",
  paths: ["ZC-17", "ZC-13", "X14"],
  requirement:
    "At every moment writes MUST be those taken, in flight those that the kernel still " +
    "has, bytes pinned theirs, and copied those that notifications call so",
  source: "https://github.com/valkey-io/valkey/pull/1543",
  killedBy: ["counts_notifications_not_sends", "copies_are_not_counted", "pinned_at_notification"],
  on: "fake",
  exempt: neverAsks,
  check(fixture) {
    const run = new ScriptedRun(fixture, { thresholdBytes: THRESHOLD_BYTES });
    const { random } = fixture;
    const counts = { writes: 0, notified: 0, copied: 0 };
    const open: number[] = []; // bytes of the zero-copy sends in flight, oldest first
    for (let step = 0; step < STEPS; step++) {
      if (random.next() < 0.6 || open.length === 0) {
        const payloadBytes = random.integer(1, 2 * THRESHOLD_BYTES);
        const before = run.bufferOf.length;
        run.send(payloadBytes);
        counts.writes++;
        if (run.bufferOf.length > before) open.push(payloadBytes);
      } else {
        const count = random.integer(1, open.length);
        const copied = random.next() < 0.3;
        run.script.notify(counts.notified, counts.notified + count - 1, copied);
        open.splice(0, count);
        counts.notified += count;
        if (copied) counts.copied += count;
      }
      run.reap();
      mustAgree(run, { ...counts, open });
    }
    return holds();
  },
};

function mustAgree(run: ScriptedRun, model: {
  readonly writes: number;
  readonly notified: number;
  readonly copied: number;
  readonly open: readonly number[];
}): void {
  const { stats, ledger } = run.sink;
  const { writes, notified, inFlight, bytesPinned } = stats;
  const { copiedAfterAll, askedZeroCopy } = ledger;
  const actual = { writes, notified, inFlight, bytesPinned, copiedAfterAll, askedZeroCopy };
  mustEqual(actual, {
    expected: {
      writes: model.writes,
      notified: model.notified,
      inFlight: model.open.length,
      bytesPinned: model.open.reduce((sum, bytes) => sum + bytes, 0),
      copiedAfterAll: model.copied,
      askedZeroCopy: model.notified + model.open.length,
    },
    what: "its figures",
  });
}
