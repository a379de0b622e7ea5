/** A flush ends one wait, once all that was ready has been handed out. @module */
import { notify } from "../../ffi/eventfd.ts";
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { AnySource } from "../../lib/source.ts";
import { holding, readAll } from "../hold.ts";
import { holds, must, mustEqual, precondition, type Rule } from "../rule.ts";
import { payloads } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

const PATIENCE_MS = 900;

export const flushAfterData: Rule<RingbufFixture> = {
  id: "ringbuf/flush_after_data",
  paths: ["RB-31"],
  requirement: "A flush MUST end a blocked wait, payloads in hand or not; the records that are " +
    "there go first, then exactly one wait is FLUSHED",
  source: "https://pkg.go.dev/github.com/cilium/ebpf/ringbuf#Reader.Flush",
  killedBy: ["flush_before_data", "flush_stays", "flush_is_lost"],
  on: "both",
  check(fixture) {
    const { traits } = fixture;
    const source = fixture.open();
    mustUnblock(fixture, source);
    mustWait(source, "DEADLINE", "after the flush");

    fixture.produce(payloads(3, 16));
    notify(source.flushFd);
    notify(source.flushFd);
    for (let left = 3; left > 0; left--) {
      mustWait(source, "READY", `after a flush, ${left} records being there`);
      mustEqual(readAll(source, { limit: 1 }).payloads.length, {
        expected: 1,
        what: `records read of the ${left} there at the flush`,
      });
    }
    mustWait(source, "FLUSHED", "once all was read");
    mustWait(source, "DEADLINE", "after the flush was told");
    fixture.produce(payloads(1, 16));
    mustWait(source, "READY", "with a record produced after the flush");

    if (typeof traits.heldWait !== "object") return holds();
    holding(source, { traits, count: 1 }, (held) => {
      precondition(held.length === 1, "nothing was handed out");
      mustUnblock(fixture, source);
      mustWait(source, "DEADLINE", "after a flush with a record in hand");
    });
    return holds();
  },
};

/** A flush while the wait blocks. */
function mustUnblock(fixture: RingbufFixture, source: AnySource): void {
  fixture.settle();
  const { result, stepsDone } = fixture.accomplice().during(
    [{ when: "blocked", action: { kind: "notify", fd: source.flushFd } }],
    () => source.wait(PATIENCE_MS),
  );
  must(stepsDone === 1, {
    expected: "a wait that blocks",
    actual: `it returned ${OUTCOME_NAMES[result]} at once`,
  });
  mustEqual(OUTCOME_NAMES[result], { expected: "FLUSHED", what: "a blocked wait, flushed" });
}

function mustWait(source: AnySource, expected: string, what: string): void {
  mustEqual(OUTCOME_NAMES[source.wait(0)], { expected, what: `a wait ${what}` });
}
