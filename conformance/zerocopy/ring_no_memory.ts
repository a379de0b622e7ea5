/** SEND_ZC without memory for its pages: wait where some can come back, copy where none can. @module */
import { ERRNO } from "../../ffi/errno.ts";
import type { SinkTraits } from "../../lib/implementation.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import type { ZerocopyFixture } from "./fixture.ts";
import { noSendZc, RingRun } from "./ring_run.ts";

/** Sizes tell payloads apart, since a script sees no content. */
const SIZES: readonly number[] = [61, 62, 63, 64];
const MORE = { more: true } as const;
const LAST = { more: false } as const;
/** Tries after which a sender that does not copy is taken to try for ever. */
const TRIES_MAX = 64;

export const ringNoMemory: Rule<ZerocopyFixture, SinkTraits> = {
  id: "zerocopy/ring_no_memory",
  paths: ["ZC-14", "ZC-18"],
  requirement: "Sends that the kernel refused for want of memory, and those cancelled with them, " +
    "MUST go again, in order and once: after a notification where one is to come, copied where " +
    "none is; what is left to hear of the first try MUST NOT be taken for the second",
  source: "https://man7.org/linux/man-pages/man2/io_uring_enter2.2.html",
  killedBy: [
    "memory_breaks_the_ring",
    "cancelled_breaks_the_ring",
    "resends_out_of_order",
    "earlier_try_frees",
    "tries_for_ever",
  ],
  on: "fake",
  fakesKernel: true,
  exempt: noSendZc,
  check(fixture) {
    checkNoneInFlight(fixture);
    checkInFlight(fixture);
    checkMidChain(fixture);
    checkCopied(fixture);
    checkOtherError(fixture);
    return holds();
  },
};

/** As Linux 6.18 does: what does not fit cancels the chain before any of it went. */
function checkNoneInFlight(fixture: ZerocopyFixture): void {
  using run = new RingRun(fixture);
  run.sendSizes(SIZES);
  run.result(0, -ERRNO.ECANCELED, MORE);
  run.result(1, -ERRNO.ECANCELED, LAST);
  run.result(2, -ERRNO.ENOMEM, LAST);
  run.result(3, -ERRNO.ENOMEM, LAST);
  run.mustReturn([], "that were not sent");
  mustEqual(run.sends.length, { expected: 4, what: "sends before the notification announced" });
  run.notify(0);
  run.mustReturn([], "whose first try was notified of");
  must(run.sends.length > 4, { expected: "sends tried again", actual: "none" });
  run.notify(1); // nothing announced these, which come all the same
  run.notify(2);
  run.mustReturn([], "with notifications of their first try");
  mustEqual(serve(run, 4), { expected: SIZES, what: "payloads sent in the end" });
  mustEndWell(run);
}

function checkInFlight(fixture: ZerocopyFixture): void {
  using run = new RingRun(fixture);
  run.sendMany(1);
  run.result(0, 64, MORE);
  run.reap();
  run.sendSizes([61, 62]);
  run.result(1, -ERRNO.ENOMEM, MORE);
  run.result(2, -ERRNO.ECANCELED, LAST);
  run.reap();
  run.notify(1);
  run.mustReturn([], "that were not sent");
  mustEqual([run.sends.length, run.copies.length], {
    expected: [3, 0],
    what: "sends and copies while a notification is to come",
  });
  run.notify(0);
  run.mustReturn([0], "that was in flight");
  mustEqual(serve(run, 3), { expected: [61, 62], what: "payloads sent after it" });
  mustEqual(run.copies.length, { expected: 0, what: "copies, one having been in flight" });
  mustEndWell(run);
}

/** As a kernel does that charges for memory once a send starts. */
function checkMidChain(fixture: ZerocopyFixture): void {
  using run = new RingRun(fixture);
  run.sendSizes(SIZES);
  run.result(0, 61, MORE);
  run.result(1, -ERRNO.ENOBUFS, MORE);
  run.result(2, -ERRNO.ECANCELED, LAST);
  run.result(3, -ERRNO.ECANCELED, LAST);
  run.notify(1);
  run.mustReturn([], "of which one is in flight");
  run.notify(0);
  run.mustReturn([0], "that was sent");
  mustEqual(serve(run, 4), { expected: [62, 63, 64], what: "payloads sent after it" });
  mustEndWell(run);
}

function checkCopied(fixture: ZerocopyFixture): void {
  using run = new RingRun(fixture);
  run.sendMany(1);
  for (let tried = 0; tried < run.sends.length; tried++) {
    must(tried < TRIES_MAX, { expected: "a copy", actual: `${tried} tries, and none` });
    run.result(tried, -ERRNO.ENOMEM, MORE);
    run.notify(tried);
    run.mustReturn([], "that was not sent");
  }
  mustEqual(run.copies.length, { expected: 1, what: "copies, nothing being in flight" });
  run.completeCopy(0, 64);
  run.mustReturn([0], "that was copied");
  const { stats, ledger } = run.sink;
  mustEqual([stats.starvedCopies, ledger.askedZeroCopy], {
    expected: [1, 0],
    what: "copies for want of memory, and sends without a copy",
  });
  mustEndWell(run);
}

/** The head's cancellation must not hide what broke the chain. */
function checkOtherError(fixture: ZerocopyFixture): void {
  using run = new RingRun(fixture);
  run.sendMany(3);
  run.result(0, -ERRNO.ECANCELED, MORE);
  run.result(1, -ERRNO.EPIPE, LAST);
  run.result(2, -ERRNO.ECANCELED, LAST);
  const early = run.reap();
  run.notify(0);
  mustEqual([...early, ...run.reap()].sort(), { expected: [0, 1, 2], what: "sends back" });
  mustEqual(run.sink.brokenBy, { expected: ERRNO.EPIPE, what: "what broke it" });
}

/** Sends, in order, what the ring was given since its request `from`. Returns the sizes. */
function serve(run: RingRun, from: number): readonly number[] {
  const sizes: number[] = [];
  for (let id = from; id < run.sends.length; id++) {
    const { sizeBytes } = run.sends[id]!;
    sizes.push(sizeBytes);
    run.result(id, sizeBytes, MORE);
    run.reap();
    run.notify(id);
    run.reap();
  }
  return sizes;
}

function mustEndWell({ sink }: RingRun): void {
  const { inFlight, bytesPinned } = sink.stats;
  mustEqual([sink.brokenBy, sink.ledger.failed, sink.ledger.inFlight, inFlight, bytesPinned], {
    expected: [0, 0, 0, 0, 0],
    what: "what broke it, sends that failed, not back, in flight, and bytes pinned",
  });
}
