/** A ring belongs to one thread: another one is refused, and the owner goes on. @module */
import { EventFd } from "../../ffi/eventfd.ts";
import type { HostTraits } from "../../lib/implementation.ts";
import { condoning } from "../counters.ts";
import { holds, must, type Rule } from "../rule.ts";
import type { ForeignEnter } from "./foreign_enter_act.ts";
import { openWithRing } from "./ring_intruder.ts";
import { noRing, type RoundTripFixture } from "./round_trip.ts";

const PAYLOADS = 5;

export const foreignThread: Rule<RoundTripFixture, HostTraits> = {
  id: "ring/foreign_thread",
  paths: ["UR-10", "X12"],
  requirement: "Submitting to a ring on another thread than its owner's MUST be refused with " +
    "EEXIST, collecting from it MUST be refused or do nothing, and its owner MUST go on as before",
  source: "https://man7.org/linux/man-pages/man2/io_uring_setup.2.html",
  killedBy: ["any_thread_may_enter"],
  on: "kernel",
  exempt: noRing,
  check(fixture) {
    using refused = new EventFd();
    const { run, ringFd } = openWithRing(fixture);
    const input: ForeignEnter = { ringFd, refusedFd: refused.fd };
    const module = import.meta.resolve("./foreign_enter_act.ts");
    condoning(() =>
      fixture.accomplice().during(
        [{ when: 0, action: { kind: "call", module, input } }],
        () => run(PAYLOADS),
      )
    );
    must(refused.drain(), { expected: "EEXIST on a foreign thread", actual: "something else" });
    run(PAYLOADS);
    return holds();
  },
};
