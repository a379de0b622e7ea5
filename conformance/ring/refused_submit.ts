/** A submit that is refused, or taken in part, loses nothing and gives nothing back. @module */
import { ERRNO } from "../../ffi/errno.ts";
import type { HostTraits } from "../../lib/implementation.ts";
import { holds, must, precondition, type Rule } from "../rule.ts";
import { mustHoldNothing } from "../scarce.ts";
import { countHoldings } from "../counters.ts";
import type { Transport } from "../sink_fixture.ts";
import { UringFaults } from "./uring_faults.ts";
import { openWithRing } from "./ring_intruder.ts";
import { noRing, type RoundTripFixture } from "./round_trip.ts";

const PAYLOADS = 24;
/** What the kernel says when it has no memory for a request, or completions must go first. */
const REFUSALS = [ERRNO.EAGAIN, ERRNO.EBUSY, ERRNO.EAGAIN];
/** A few payloads fill it: operations then wait in the kernel, and could overtake each other. */
const SEND_BUFFER_BYTES = 4608;

export const refusedSubmit: Rule<RoundTripFixture, HostTraits> = {
  id: "ring/refused_submit",
  paths: ["UR-8", "UR-3"],
  requirement:
    "What was queued when a submit fails, or is taken in part, MUST stay with the ring " +
    "until it completes, and MUST be shipped by the next one, once, whole and in its place",
  source: "https://man7.org/linux/man-pages/man2/io_uring_enter.2.html",
  killedBy: ["refused_is_dropped", "refused_is_given_back", "cut_chain_goes_on"],
  on: "kernel",
  exempt: noRing,
  check(fixture) {
    for (const transport of fixture.transports) {
      checkRefused(fixture, transport);
      checkCut(fixture, transport);
    }
    checkOpen(fixture);
    return holds();
  },
};

function checkRefused(fixture: RoundTripFixture, transport: Transport): void {
  using faults = new UringFaults();
  const { instance, run, persist } = openWithRing(fixture, { transport });
  run(1);
  faults.enterErrors.push(...REFUSALS);
  persist(PAYLOADS);
  precondition(faults.refused > 0, "it submits by calls that the harness cannot refuse");
  faults.enterErrors.push(ERRNO.EAGAIN);
  instance[Symbol.dispose](); // a close cannot put off what it has to cancel
}

function checkCut(fixture: RoundTripFixture, transport: Transport): void {
  using faults = new UringFaults();
  const { instance, persist } = openWithRing(fixture, {
    transport,
    sendBufferBytes: SEND_BUFFER_BYTES,
  });
  faults.submitMax = 2;
  persist(PAYLOADS);
  precondition(faults.cut > 0 || isSingle(fixture, transport), "no submit had several requests");
  instance[Symbol.dispose]();
}

/** One operation at a time is never taken in part. */
function isSingle(fixture: RoundTripFixture, transport: Transport): boolean {
  return fixture.transports.length > 1 && transport !== fixture.transports[0] ||
    fixture.implementation.endsWith("multishot");
}

/** An open whose first submit is refused leaves nothing behind. */
function checkOpen(fixture: RoundTripFixture): void {
  using faults = new UringFaults();
  openWithRing(fixture).instance[Symbol.dispose]();
  const before = countHoldings();
  faults.enterErrors.push(ERRNO.EAGAIN);
  try {
    fixture.openRoundTrip().instance[Symbol.dispose]();
  } catch (error) {
    must(error instanceof Error && /EAGAIN/.test(error.message), {
      expected: "an open that names EAGAIN when its first submit is refused",
      actual: error,
    });
  }
  mustHoldNothing(before, "an open whose first submit was refused");
}
