/** Completions that the kernel holds back come to who only looks. @module */
import type { HostTraits } from "../../lib/implementation.ts";
import { holds, type Rule } from "../rule.ts";
import { openWithRing } from "./ring_intruder.ts";
import { noRing, type RoundTripFixture } from "./round_trip.ts";

const PAYLOADS = 12;

export const pollingIsEnough: Rule<RoundTripFixture, HostTraits> = {
  id: "ring/polling_is_enough",
  paths: ["UR-11", "X9"],
  requirement: "Who only looks, and never waits, MUST get every completion: a look enters the " +
    "kernel where that holds completions back until one does (IORING_SETUP_DEFER_TASKRUN)",
  source: "https://man7.org/linux/man-pages/man2/io_uring_setup.2.html",
  killedBy: ["peeks_only"],
  on: "kernel",
  exempt: noRing,
  check(fixture) {
    for (const transport of fixture.transports) {
      const { instance, poll } = openWithRing(fixture, { transport });
      poll(PAYLOADS);
      instance[Symbol.dispose]();
    }
    return holds();
  },
};
