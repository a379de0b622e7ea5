/** A corrupt header does not keep what was read before it from being released. @module */
import { holds, mustEqual, mustThrow, type Rule } from "../rule.ts";
import { nextAll, withCursor } from "../hold.ts";
import type { RingbufFixture } from "./fixture.ts";

/** Neither BUSY nor discarded, and longer than any ring of ours. */
const CORRUPT_HEADER = 0x0fff_fff0;

export const commitAfterCorruption: Rule<RingbufFixture> = {
  id: "ringbuf/commit_after_corruption",
  paths: ["RB-6", "RB-25"],
  requirement: "After CorruptHeader a commit MUST give back what was handed out and passed over " +
    "before it, and nothing of the corrupt record",
  source: "https://github.com/cilium/ebpf/pull/1968",
  killedBy: ["commit_refuses_after_corruption"],
  on: "fake",
  exempt({ copies, style }) {
    if (copies) return "a copied payload is released already";
    return style === "visitor" ? "a visit releases by itself" : undefined;
  },
  check(fixture) {
    const source = fixture.open();
    fixture.produce([{ payloadBytes: 24 }, { payloadBytes: 100, discard: true }]);
    const soundBytes = fixture.occupiedBytes();
    const { producer } = fixture.positions();
    fixture.produce([{ payloadBytes: 40 }]);
    fixture.setHeader(producer, CORRUPT_HEADER);
    withCursor(source, (cursor) => {
      mustThrow(() => nextAll(cursor), { name: "CorruptHeader", what: "reading a corrupt header" });
      cursor.commit();
    });
    mustEqual(fixture.occupiedBytes(), {
      expected: fixture.footprintBytes(40),
      what: `bytes kept after the commit of the ${soundBytes} in front of a corrupt header`,
    });
    mustThrow(() => withCursor(source, (cursor) => cursor.next()), {
      name: "CorruptHeader",
      what: "reading on after the commit",
    });
    return holds();
  },
};
