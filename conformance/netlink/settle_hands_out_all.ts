/** A receiver that keeps no order can be asked for everything that it has taken. @module */
import { ERRNO } from "../../ffi/errno.ts";
import { IORING_OP_ASYNC_CANCEL, IORING_OP_RECVMSG } from "../../ffi/uring_constants.ts";
import { DATA, EMPTY, OUTCOME_NAMES } from "../../lib/outcome.ts";
import { holds, mustEqual, precondition, type Rule } from "../rule.ts";
import { type ScriptedRequest, ScriptedUring } from "../ring/scripted_uring.ts";
import type { ReceiveFixture } from "./receive_fixture.ts";

/** By the order of posting, receives that took a datagram: one tells at once, the others late. */
const FIRST = 2;
const LATE = [0, 1, 5];

export const settleHandsOutAll: Rule<ReceiveFixture> = {
  id: "netlink/settle_hands_out_all",
  paths: ["UR-20"],
  requirement: "Once a receiver without order has settled, it MUST hand out every datagram that " +
    "its receives had taken before it says EMPTY, and MUST go on receiving afterwards",
  source: "https://man7.org/linux/man-pages/man3/io_uring_prep_cancel.3.html",
  killedBy: ["settle_does_nothing"],
  on: "fake",
  fakesKernel: true,
  exempt: ({ ordered, ring }) => ordered || ring !== true ? "it keeps the order" : undefined,
  check(fixture) {
    using script = new ScriptedUring();
    using source = fixture.openReceiver();
    const open = new Set<ScriptedRequest>(script.requests);
    const receives = script.requests.filter(({ opcode }) => opcode === IORING_OP_RECVMSG);
    precondition(receives.length > Math.max(FIRST, ...LATE), "it posts too few receives");
    const late = new Set(LATE.map((at) => receives[at]!));
    script.onSubmit = (request) => {
      open.add(request);
      if (request.opcode === IORING_OP_ASYNC_CANCEL) endAll(script, { open, late });
    };
    // a datagram of no bytes: nothing has to be written to the receiver's memory
    end(script, { open, request: receives[FIRST]!, result: 0 });
    mustHandOut(source.next(), "the datagram that overtook others");
    source.commit();
    source.settle();
    const settled = script.requests.length;
    for (const at of LATE) mustHandOut(source.next(), `the late datagram of receive ${at}`);
    source.commit();
    mustEqual(OUTCOME_NAMES[source.next()], { expected: OUTCOME_NAMES[EMPTY], what: "the end" });
    const posted = script.requests.slice(settled)
      .filter(({ opcode }) => opcode === IORING_OP_RECVMSG);
    mustEqual(posted.length, { expected: receives.length, what: "receives posted again" });
    return holds();
  },
};

function mustHandOut(outcome: number, what: string): void {
  mustEqual(OUTCOME_NAMES[outcome as typeof DATA], { expected: OUTCOME_NAMES[DATA], what });
}

/** As the kernel cancels: those that had taken something say so, the others are over. */
function endAll(script: ScriptedUring, requests: {
  readonly open: Set<ScriptedRequest>;
  readonly late: ReadonlySet<ScriptedRequest>;
}): void {
  const { open, late } = requests;
  for (const request of open) {
    const isControl = request.opcode !== IORING_OP_RECVMSG &&
      request.opcode !== IORING_OP_ASYNC_CANCEL;
    if (isControl && late.size > 0 && [...late].some((one) => open.has(one))) continue;
    const took = late.has(request) || request.opcode === IORING_OP_ASYNC_CANCEL;
    end(script, { open, request, result: took ? 0 : -ERRNO.ECANCELED });
  }
}

function end(script: ScriptedUring, options: {
  readonly open: Set<ScriptedRequest>;
  readonly request: ScriptedRequest;
  readonly result: number;
}): void {
  options.open.delete(options.request);
  script.post(options.request.name, options.result);
}
