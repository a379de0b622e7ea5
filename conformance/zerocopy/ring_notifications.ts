/** SEND_ZC: a buffer is back with its notification, where one is to come, and else with its result. @module */
import { ERRNO } from "../../ffi/errno.ts";
import type { SinkTraits } from "../../lib/implementation.ts";
import { holds, must, mustEqual, mustThrow, type Rule } from "../rule.ts";
import type { ZerocopyFixture } from "./fixture.ts";
import { noSendZc, RingRun } from "./ring_run.ts";

const COUNT = 24;
const PAYLOAD_BYTES = 64;
const MORE = { more: true } as const;
const LAST = { more: false } as const;

export const ringNotifications: Rule<ZerocopyFixture, SinkTraits> = {
  id: "zerocopy/ring_notifications",
  paths: ["ZC-18", "ZC-1"],
  requirement: "A buffer of SEND_ZC MUST come back with its notification if its result has " +
    "IORING_CQE_F_MORE, an error or a short send too, and with its result if not; once, in " +
    "whatever order notifications come",
  source: "https://man7.org/linux/man-pages/man3/io_uring_prep_send_zc.3.html",
  killedBy: ["error_frees_at_once", "error_waits_for_ever", "released_on_first_completion"],
  on: "fake",
  fakesKernel: true,
  exempt: noSendZc,
  check(fixture) {
    checkWhole(fixture);
    checkError(fixture);
    checkShort(fixture);
    checkAnyOrder(fixture);
    checkStrange(fixture);
    return holds();
  },
};

function checkWhole(fixture: ZerocopyFixture): void {
  using run = new RingRun(fixture);
  run.sendMany(2, PAYLOAD_BYTES);
  run.mustReturn([], "that were submitted");
  run.result(0, PAYLOAD_BYTES, MORE);
  run.mustReturn([], "with a result and a notification to come");
  run.notify(0);
  run.mustReturn([0], "with their notification");
  run.result(1, PAYLOAD_BYTES, LAST);
  run.mustReturn([1], "with a result and no notification to come");
}

/** Errors come both ways: what was not sent at all has nothing to notify of. */
function checkError(fixture: ZerocopyFixture): void {
  for (const how of [MORE, LAST]) {
    using run = new RingRun(fixture);
    run.sendMany(1, PAYLOAD_BYTES);
    run.result(0, -ERRNO.ECONNRESET, how);
    if (how.more) {
      run.mustReturn([], "with an error and a notification to come");
      run.notify(0);
    }
    run.mustReturn([0], `with an error${how.more ? " and its notification" : " and no more"}`);
    mustEqual(run.results.get(0), { expected: -ERRNO.ECONNRESET, what: "the result" });
    const { inFlight, bytesPinned } = run.sink.stats;
    mustEqual([inFlight, bytesPinned], { expected: [0, 0], what: "in flight, pinned, at last" });
  }
}

/** What a chain behind a short send was to send is cancelled by the kernel. */
function checkShort(fixture: ZerocopyFixture): void {
  using run = new RingRun(fixture);
  run.sendMany(3, PAYLOAD_BYTES);
  run.result(0, PAYLOAD_BYTES - 24, MORE);
  run.result(1, -ERRNO.ECANCELED, LAST);
  run.result(2, -ERRNO.ECANCELED, LAST);
  const early = run.reap();
  must(!early.includes(0), {
    expected: "a send cut short kept until its notification",
    actual: "it was given back",
  });
  run.notify(0);
  const all = [...early, ...run.reap()].sort();
  const short = run.results.get(0);
  mustEqual(all, { expected: [0, 1, 2], what: "sends back in the end" });
  mustEqual(short, { expected: PAYLOAD_BYTES - 24, what: "the result of a send cut short" });
  run.notify(2); // as Linux 6.18 does for a cancelled link, though it announced nothing
  run.mustReturn([], "with a notification that nothing announced");
  const buffer = fixture.pool.acquire();
  mustThrow(() => run.sink.send(buffer, 0, 1), { name: "SysError", what: "a send behind a gap" });
  fixture.pool.release(buffer);
}

function checkAnyOrder(fixture: ZerocopyFixture): void {
  using run = new RingRun(fixture);
  run.sendMany(COUNT, PAYLOAD_BYTES);
  run.resultAll();
  const open = Array.from({ length: COUNT }, (_, id) => id);
  const notified = new Set<number>();
  const back: number[] = [];
  while (open.length > 0) {
    const [id] = open.splice(fixture.random.integer(0, open.length - 1), 1);
    notified.add(id!);
    run.notify(id!);
    back.push(...run.reap());
    must(back.every((one) => notified.has(one)), {
      expected: `only what was notified: ${[...notified]}`,
      actual: back,
    });
  }
  mustEqual(back.length, { expected: COUNT, what: "sends back once all were notified" });
}

function checkStrange(fixture: ZerocopyFixture): void {
  using run = new RingRun(fixture);
  run.sendMany(3, PAYLOAD_BYTES);
  run.resultAll();
  run.notify(0);
  run.mustReturn([0], "that were notified of");
  const { orphans } = run.sink.ledger;
  run.notify(0);
  run.notifyName(run.sends[2]!.name + 1000n);
  run.mustReturn([], "with notifications for the second time, or of nothing");
  must(run.sink.ledger.orphans >= orphans + 2, {
    expected: `${orphans + 2} orphans`,
    actual: run.sink.ledger.orphans,
  });
  run.notifyAll();
  run.mustReturn([1, 2], "in the end");
}
