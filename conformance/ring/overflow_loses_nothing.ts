/** More completions than their ring holds are all taken in the end. @module */
import type { HostTraits } from "../../lib/implementation.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { openWithRing, RingIntruder } from "./ring_intruder.ts";
import { noRing, type RoundTripFixture } from "./round_trip.ts";

/** Several times what any ring here holds; the kernel keeps the rest in a list. */
const FLOOD = 2000;
const ROUNDS = 3;
const PAYLOADS = 5;
/** Far more than it takes to empty the ring as often as the flood fills it. */
const LOOKS_MAX = 200;

export const overflowLosesNothing: Rule<RoundTripFixture, HostTraits> = {
  id: "ring/overflow_loses_nothing",
  paths: ["UR-15"],
  requirement: "With more completions than the ring holds, none MUST be lost: neither those in " +
    "the ring, nor those that the kernel keeps until there is room",
  source: "https://man7.org/linux/man-pages/man2/io_uring_setup.2.html",
  killedBy: ["advances_past_the_unseen"],
  on: "kernel",
  exempt: noRing,
  check(fixture) {
    const { instance, run, ringFd } = openWithRing(fixture);
    using intruder = new RingIntruder(ringFd);
    const flood = Array.from({ length: FLOOD }, (_, index) => BigInt(index));
    for (let round = 1; round <= ROUNDS; round++) {
      intruder.post(flood, 0);
      run(PAYLOADS);
      // A payload's completion need not be the last one: the others come with later looks.
      for (let look = 0; look < LOOKS_MAX && instance.ledger.orphans < round * FLOOD; look++) {
        run(1);
      }
      mustEqual(instance.ledger.orphans, {
        expected: round * FLOOD,
        what: `completions seen in round ${round} of those posted`,
      });
    }
    return holds();
  },
};
