/** Whatever a read ended with, a commit gives back what was handed out and passed over. @module */
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { CursorSource } from "../../lib/source.ts";
import { holds, mustEqual, mustThrow, type Rule } from "../rule.ts";
import { nextAll, withCursor } from "../hold.ts";
import type { RingbufFixture } from "./fixture.ts";

/** How the reading ends before the commit, and what that says. */
const ENDS: Readonly<Record<string, (cursor: CursorSource, fixture: RingbufFixture) => void>> = {
  "a read that found nothing": (cursor) => {
    mustEqual(OUTCOME_NAMES[cursor.next()], { expected: "EMPTY", what: "a read of an empty ring" });
  },
  "a wait": (cursor, { traits }) => {
    if (traits.heldWait === "refuse") {
      mustThrow(() => cursor.wait(0), {
        name: "HeldTooLong",
        what: "a wait with payloads in hand",
      });
    } else {
      mustEqual(OUTCOME_NAMES[cursor.wait(0)], {
        expected: "DEADLINE",
        what: "a wait in the past",
      });
    }
  },
  "a close": (cursor) => {
    cursor.close();
    mustEqual(OUTCOME_NAMES[cursor.next()], { expected: "CLOSED", what: "a read after close" });
  },
};

export const commitAfterError: Rule<RingbufFixture> = {
  id: "ringbuf/commit_after_error",
  paths: ["RB-6"],
  requirement: "After a read that found nothing, a wait that ended and a close, each behind " +
    "discarded records, a commit MUST still give everything back",
  source: "https://github.com/cilium/ebpf/pull/1968",
  killedBy: ["commit_after_data_only", "commit_forgets_discards"],
  on: "both",
  exempt({ copies, style }) {
    if (copies) return "a copied payload is released already";
    return style === "visitor" ? "a visit releases by itself" : undefined;
  },
  check(fixture) {
    for (const [what, end] of Object.entries(ENDS)) {
      if (what === "a close" && fixture.traits.closeMode === "refuses_while_held") continue;
      fixture.start({});
      using source = fixture.open();
      fixture.produce([
        { payloadBytes: 8, discard: true },
        { payloadBytes: 24 },
        { payloadBytes: 100, discard: true },
        { payloadBytes: 0, discard: true },
      ]);
      withCursor(source, (cursor) => {
        mustEqual(nextAll(cursor).payloads.length, { expected: 1, what: "payloads read" });
        end(cursor, fixture);
        cursor.commit();
      });
      mustEqual(fixture.occupiedBytes(), {
        expected: 0,
        what: `bytes kept after a commit that followed ${what}`,
      });
    }
    return holds();
  },
};
