/** A discarded record may wake a wait, and is no record. @module */
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import { readAll } from "../hold.ts";
import { holds, must, mustEqual, precondition, type Rule } from "../rule.ts";
import type { Payload } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

/** How long a wait with nothing but a discard behind it is watched to sleep. */
const TIMEOUT_MS = 30;
const PATIENCE_MS = 300;

export const discardWakes: Rule<RingbufFixture> = {
  id: "ringbuf/discard_wakes",
  paths: ["RB-36", "RB-7"],
  requirement: "A discard that wakes a blocked wait MUST NOT come out as a record, and the next " +
    "wait MUST sleep again: to its deadline, or to the next record",
  source: "kernel/bpf/ringbuf.c: bpf_ringbuf_discard() notifies as a submit does",
  killedBy: ["wakes_for_a_discard_forever", "discard_closes_the_wait"],
  on: "both",
  check(fixture) {
    const source = fixture.open();
    const discard: Payload = { payloadBytes: 32, discard: true, wakeup: "force" };
    const { result, stepsDone } = fixture.accomplice().during(
      [{ when: "blocked", action: fixture.producing([discard]) }],
      () => source.wait(PATIENCE_MS),
    );
    precondition(stepsDone === 1, "the wait did not block");
    must(["READY", "DEADLINE"].includes(OUTCOME_NAMES[result]!), {
      expected: "READY or DEADLINE from a wait woken by a discard",
      actual: OUTCOME_NAMES[result],
    });
    const received = readAll(source);
    mustEqual([received.payloads.length, OUTCOME_NAMES[received.end]], {
      expected: [0, "EMPTY"],
      what: "records read after a discard, and the end",
    });
    fixture.settle();
    mustEqual(OUTCOME_NAMES[source.wait(TIMEOUT_MS)], {
      expected: "DEADLINE",
      what: "the wait after the discard was passed over",
    });
    const submit = fixture.producing([discard, { payloadBytes: 8 }]);
    const next = fixture.accomplice().during(
      [{ when: "blocked", action: submit }],
      () => source.wait(PATIENCE_MS),
    );
    precondition(next.stepsDone === 1, "the wait behind the discard did not block");
    mustEqual(OUTCOME_NAMES[next.result], {
      expected: "READY",
      what: "a wait during which a discard and a record came",
    });
    mustEqual(readAll(source).payloads, {
      expected: [fixture.content(2, 8)],
      what: "the record behind the discard",
    });
    mustEqual(fixture.occupiedBytes(), { expected: 0, what: "bytes kept in the end" });
    return holds();
  },
};
