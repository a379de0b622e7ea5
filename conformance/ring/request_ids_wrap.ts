/** Request ids that wrap at 32 bits are nobody's business. @module */
import type { HostTraits } from "../../lib/implementation.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { openWithRing } from "./ring_intruder.ts";
import { noRing, type RoundTripFixture } from "./round_trip.ts";

/**
 * Before a signed and an unsigned counter of 32 bits run over: just before, where few requests are
 * made (a multishot receive is one for all that comes), and amid a stream of them.
 */
const EDGES = [2 ** 31 - 2, 2 ** 31 - 100, 2 ** 32 - 2, 2 ** 32 - 100];
/** More than are left before the edge, whatever a ring keeps for itself. */
const PAYLOADS = 300;

export const requestIdsWrap: Rule<RoundTripFixture, HostTraits> = {
  id: "ring/request_ids_wrap",
  paths: ["UR-7", "X6"],
  requirement: "Request ids passing 2^31 and 2^32 MUST NOT be noticed: every completion finds " +
    "its request, and no id in flight is given twice",
  source: "https://man7.org/linux/man-pages/man7/io_uring.7.html",
  killedBy: ["ids_are_signed", "ids_end"],
  on: "kernel",
  exempt: noRing,
  check(fixture) {
    for (const firstRequestId of EDGES) {
      const { instance, run } = openWithRing(fixture, { firstRequestId });
      run(PAYLOADS);
      mustEqual(instance.ledger.orphans, {
        expected: 0,
        what: `completions without a request, with ids from ${firstRequestId} on`,
      });
      instance[Symbol.dispose]();
    }
    return holds();
  },
};
