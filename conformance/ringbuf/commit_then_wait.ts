/** A record submitted while another was in hand is not slept through after the commit. @module */
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import { holding, readAll } from "../hold.ts";
import { holds, mustEqual, precondition, type Rule } from "../rule.ts";
import { payloads } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

const ROUNDS = 20;
const PATIENCE_MS = 100;
const PAYLOAD_BYTES = 16;

export const commitThenWait: Rule<RingbufFixture> = {
  id: "ringbuf/commit_then_wait",
  paths: ["RB-35"],
  requirement:
    "A wait after a commit MUST be READY for a record submitted before that commit, for " +
    "which the kernel woke nobody since the reader had not caught up",
  source: "kernel/bpf/ringbuf.c: bpf_ringbuf_commit() wakes when the consumer is at the record",
  killedBy: ["sleeps_on_an_edge_after_commit"],
  on: "both",
  check(fixture) {
    const { traits } = fixture;
    const source = fixture.open();
    for (let round = 0; round < ROUNDS; round++) {
      fixture.produce(payloads(1, PAYLOAD_BYTES));
      mustBeReady(source.wait(PATIENCE_MS), "with a record submitted before it");
      holding(source, { traits, count: 1 }, (held) => {
        precondition(held.length === 1, "nothing was handed out");
        fixture.produce(payloads(1, PAYLOAD_BYTES));
      });
      mustBeReady(source.wait(PATIENCE_MS), "after the commit of the record before");
      mustEqual(readAll(source).payloads.length, { expected: 1, what: "records read after it" });
      fixture.produce([{ payloadBytes: PAYLOAD_BYTES, wakeup: "none" }]);
      mustEqual(readAll(source).payloads.length, { expected: 1, what: "quiet records read" });
    }
    return holds();
  },
};

function mustBeReady(outcome: number, what: string): void {
  mustEqual(OUTCOME_NAMES[outcome], { expected: "READY", what: `a wait ${what}` });
}
