/** Only what the kernel numbers is numbered. @module */
import { ERRNO } from "../../ffi/errno.ts";
import type { SinkTraits } from "../../lib/implementation.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import type { ZerocopyFixture } from "./fixture.ts";
import { KernelScript } from "./kernel_script.ts";
import { neverAsks, ScriptedRun } from "./scripted_run.ts";

const THRESHOLD_BYTES = 1000;

export const numberAssignment: Rule<ZerocopyFixture, SinkTraits> = {
  id: "zerocopy/number_assignment",
  paths: ["ZC-2"],
  requirement: "A zero-copy send that was taken MUST take a number, and no other: neither one " +
    "refused with EAGAIN or ENOBUFS, nor one of no bytes, nor a plain one; a refused " +
    "SO_ZEROCOPY MUST be said, and copied around",
  source: "https://docs.kernel.org/networking/msg_zerocopy.html",
  killedBy: ["plain_sends_take_numbers", "refused_sends_take_numbers", "option_is_not_checked"],
  on: "fake",
  exempt: neverAsks,
  check(fixture) {
    checkNumbers(fixture);
    for (const code of [ERRNO.EPERM, ERRNO.EINVAL]) checkRefusedOption(fixture, code);
    return holds();
  },
};

function checkNumbers(fixture: ZerocopyFixture): void {
  const run = new ScriptedRun(fixture, { thresholdBytes: THRESHOLD_BYTES });
  const { script } = run;
  run.sendMany(1, THRESHOLD_BYTES);
  for (const code of [ERRNO.EAGAIN, ERRNO.ENOBUFS, ERRNO.EAGAIN]) {
    script.zeroCopyResults.push(-code);
    mustEqual(run.send(THRESHOLD_BYTES), { expected: -1, what: `a send refused with ${code}` });
  }
  const plain = run.send(THRESHOLD_BYTES - 1);
  mustEqual(run.reap(), { expected: [plain], what: "buffers back after a plain send" });
  mustTakeNoEmptyOne(fixture, run);
  run.sendMany(1, THRESHOLD_BYTES);
  run.send(1);
  run.reap();
  run.sendMany(1, THRESHOLD_BYTES);
  mustEqual(run.sink.ledger.askedZeroCopy, { expected: 3, what: "zero-copy sends by its ledger" });
  for (const id of [0, 1, 2]) {
    script.notify(id);
    run.mustReturn([id], `after number ${id}, refused and plain sends in between`);
  }
  mustEqual(run.sink.ledger.orphans, { expected: 0, what: "orphans" });
}

function mustTakeNoEmptyOne(fixture: ZerocopyFixture, run: ScriptedRun): void {
  const before = run.sink.ledger.taken;
  const buffer = fixture.pool.acquire();
  try {
    run.sink.send(buffer, 0, 0);
  } catch {
    // Refusing it is as good as doing nothing.
  }
  fixture.pool.release(buffer);
  mustEqual([run.sink.ledger.taken, run.bufferOf.length], {
    expected: [before, run.script.taken.length],
    what: "sends taken, and numbers given, after one of no bytes",
  });
}

function checkRefusedOption(fixture: ZerocopyFixture, code: number): void {
  const { sink, script } = openRefused(fixture, code);
  const buffer = fixture.pool.acquire();
  sink.send(buffer, 0, THRESHOLD_BYTES);
  const [buffers, results] = [new Int32Array(4), new Int32Array(4)];
  const count = sink.reap(buffers, results);
  mustEqual([count, buffers[0]], {
    expected: [1, buffer],
    what: "buffers back at once where SO_ZEROCOPY was refused",
  });
  fixture.pool.release(buffer);
  mustEqual(script.sends.map(({ zeroCopy }) => zeroCopy), {
    expected: [false],
    what: "zero-copy sends where SO_ZEROCOPY was refused",
  });
  must(sink.stats.fallback !== undefined, {
    expected: "stats.fallback says that SO_ZEROCOPY was refused",
    actual: "nothing",
  });
}

function openRefused(fixture: ZerocopyFixture, code: number): ScriptedRun {
  const refusing = new KernelScript();
  refusing.zeroCopyResult = -code;
  return new ScriptedRun(fixture, { channel: refusing });
}
