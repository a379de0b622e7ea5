/** A ring belongs to one thread: another one is refused, and the owner goes on. @module */
import { EventFd } from "../../ffi/eventfd.ts";
import { openFds } from "../../ffi/fd.ts";
import { URING_KERNEL } from "../../lib/netlink/request_ring.ts";
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import { condoning } from "../counters.ts";
import { readAll } from "../hold.ts";
import { holds, must, mustEqual, precondition, type Rule } from "../rule.ts";
import { payloads } from "../source_fixture.ts";
import type { ForeignEnter } from "./foreign_enter_act.ts";
import type { ReceiveFixture } from "./receive_fixture.ts";

const COUNT = 5;
const PAYLOAD_BYTES = 24;
const WAIT_MS = 20;

export const foreignThread: Rule<ReceiveFixture> = {
  id: "netlink/foreign_thread",
  paths: ["UR-10"],
  requirement: "Submitting to a ring, or collecting from it, on another thread than its owner's " +
    "MUST be refused with EEXIST, and its owner MUST go on as before",
  source: "https://man7.org/linux/man-pages/man2/io_uring_setup.2.html",
  killedBy: ["any_thread_may_enter"],
  on: "kernel",
  exempt: ({ minimumKernel }) => minimumKernel === URING_KERNEL ? undefined : "it has no ring",
  check(fixture) {
    using refused = new EventFd();
    const before = ringFds();
    const source = fixture.open();
    const ringFd = ringFds().find((fd) => !before.includes(fd));
    precondition(ringFd !== undefined, "it opened no ring of its own");
    fixture.produce(payloads(COUNT, PAYLOAD_BYTES));
    const input: ForeignEnter = { ringFd, refusedFd: refused.fd };
    const module = import.meta.resolve("./foreign_enter_act.ts");
    const { result } = condoning(() =>
      fixture.accomplice().during(
        [{ when: 0, action: { kind: "call", module, input } }],
        () => source.wait(WAIT_MS),
      )
    );
    must(refused.drain(), { expected: "EEXIST on a foreign thread", actual: "something else" });
    mustEqual(OUTCOME_NAMES[result], { expected: "READY", what: "the owner's wait meanwhile" });
    mustEqual(readAll(source).payloads, {
      expected: Array.from({ length: COUNT }, (_, at) => fixture.content(at, PAYLOAD_BYTES)),
      what: "what the owner received",
    });
    return holds();
  },
};

function ringFds(): readonly number[] {
  return openFds().filter(({ target }) => target.includes("io_uring")).map(({ fd }) => fd);
}
