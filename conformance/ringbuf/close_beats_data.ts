/** A close from outside reaches a reader that always finds data. @module */
import { notify } from "../../ffi/eventfd.ts";
import { CLOSED, OUTCOME_NAMES } from "../../lib/outcome.ts";
import { readAll } from "../hold.ts";
import { holds, must, mustEqual, precondition, type Rule } from "../rule.ts";
import { payloads } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

/** How many waits may still find data first; looking each time would cost a system call a wait. */
const WAITS_MAX = 1000;

export const closeBeatsData: Rule<RingbufFixture> = {
  id: "ringbuf/close_beats_data",
  paths: ["RB-32"],
  requirement: `A reader whose producer is always ahead MUST notice a close from outside within ` +
    `${WAITS_MAX} waits, and hand out nothing after it`,
  source: "https://pkg.go.dev/github.com/cilium/ebpf/ringbuf#Reader.Close",
  killedBy: ["data_beats_close"],
  on: "both",
  check(fixture) {
    const source = fixture.open();
    fixture.produce(payloads(2, 16));
    notify(source.closeFd);
    let waits = 0;
    let outcome = source.wait(0);
    while (outcome !== CLOSED && waits < WAITS_MAX) {
      mustEqual(OUTCOME_NAMES[outcome], { expected: "READY", what: "a wait with data there" });
      readAll(source, { limit: 1 });
      const accepted = fixture.produce(payloads(1, 16));
      precondition(accepted === 1, "no room for one more record");
      outcome = source.wait(0);
      waits++;
    }
    must(outcome === CLOSED, {
      expected: `CLOSED within ${WAITS_MAX} waits`,
      actual: `${OUTCOME_NAMES[outcome]} after ${waits}`,
    });
    const { payloads: received, end } = readAll(source);
    mustEqual({ count: received.length, end: OUTCOME_NAMES[end] }, {
      expected: { count: 0, end: "CLOSED" },
      what: "a read after the close, data being there",
    });
    return holds();
  },
};
