/** A view's memory is the ring's, and never the place that a later record is copied to. @module */
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { AnySource } from "../../lib/source.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { readAll } from "../hold.ts";
import { payloads } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

const SIZES = [48, 16, 48, 300];

/**
 * Where one reader has both kinds of read, a record that last held a view may be taken for a place
 * to copy to once a read has found the ring empty. None of ours mixes the two, so that the rule
 * about a copying read refused while views are out has nothing to say here; this one follows the
 * steps, since how a reader keeps its memory cannot be seen from outside.
 */
export const rereadAfterEmpty: Rule<RingbufFixture> = {
  id: "ringbuf/reread_after_empty",
  paths: ["RB-11"],
  requirement: "A reader MUST NOT copy into memory that it handed out as a view: read, commit, " +
    "find the ring empty, and read what comes then",
  source: "https://github.com/cilium/ebpf/pull/1968",
  killedBy: ["copies_into_the_view"],
  on: "both",
  check(fixture) {
    const source = fixture.open();
    SIZES.forEach((payloadBytes, sequence) => {
      mustBeEmpty(source, `before record ${sequence}`);
      fixture.produce(payloads(1, payloadBytes));
      mustEqual(OUTCOME_NAMES[source.wait(100)], {
        expected: "READY",
        what: `a wait with record ${sequence} there`,
      });
      mustEqual(readAll(source, { limit: 1 }).payloads, {
        expected: [fixture.content(sequence, payloadBytes)],
        what: `what was read as record ${sequence}, the ring having been empty`,
      });
    });
    return holds();
  },
};

/** A read, a wait, and a read again: each may be where a reader changes its mind. */
function mustBeEmpty(source: AnySource, when: string): void {
  for (let time = 0; time < 2; time++) {
    const { payloads, end } = readAll(source);
    mustEqual([payloads.length, OUTCOME_NAMES[end]], {
      expected: [0, "EMPTY"],
      what: `a read of the empty ring ${when}`,
    });
    mustEqual(OUTCOME_NAMES[source.wait(0)], {
      expected: "DEADLINE",
      what: `a wait on the empty ring ${when}`,
    });
  }
}
