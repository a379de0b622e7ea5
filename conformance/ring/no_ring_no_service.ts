/** Without a ring nothing opens, and on a closed one nothing is queued. @module */
import { ERRNO } from "../../ffi/errno.ts";
import type { HostTraits } from "../../lib/implementation.ts";
import { countHoldings } from "../counters.ts";
import { Broken, holds, must, precondition, type Rule, show } from "../rule.ts";
import { mustHoldNothing } from "../scarce.ts";
import { UringFaults } from "./uring_faults.ts";
import { openWithRing } from "./ring_intruder.ts";
import { noRing, type RoundTripFixture } from "./round_trip.ts";

/** What io_uring_setup(2) answers: disabled, not built in, too old, short of memory or of fds. */
const REFUSALS = [ERRNO.EPERM, ERRNO.ENOSYS, ERRNO.EINVAL, ERRNO.ENOMEM, ERRNO.EMFILE];

export const noRingNoService: Rule<RoundTripFixture, HostTraits> = {
  id: "ring/no_ring_no_service",
  paths: ["UR-25", "UR-13", "X13"],
  requirement:
    "Where the host gives no ring, an open MUST fail with an error that names io_uring, " +
    "and leave nothing open; on a closed ring nothing MUST be queued, and it MUST say so",
  source: "https://man7.org/linux/man-pages/man2/io_uring_setup.2.html",
  killedBy: ["falls_back_in_silence", "queues_once_disposed", "refused_open_leaks"],
  on: "kernel",
  exempt: noRing,
  check(fixture) {
    openWithRing(fixture).useOnceDisposed();
    for (const refusal of REFUSALS) checkRefusal(fixture, refusal);
    return holds();
  },
};

function checkRefusal(fixture: RoundTripFixture, refusal: number): void {
  using faults = new UringFaults();
  fixture.openRoundTrip().instance[Symbol.dispose](); // the sockets are there before
  const before = countHoldings();
  faults.setupError = refusal;
  let opened: unknown;
  try {
    opened = fixture.openRoundTrip().instance;
  } catch (error) {
    if (error instanceof Broken) throw error;
    must(error instanceof Error && /io_uring/.test(error.message), {
      expected: "an error that names io_uring",
      actual: error,
    });
    mustHoldNothing(before, "an open without a ring");
    return;
  }
  precondition(faults.asked > 0, "it opens its ring by calls that the harness cannot refuse");
  throw new Broken("no instance where the host gives no ring", show(opened));
}
