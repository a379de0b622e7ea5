/** What was handed out comes back exactly once, whatever happened meanwhile. @module */
import { notify } from "../../ffi/eventfd.ts";
import { holding } from "../hold.ts";
import { holds, must, mustEqual, precondition, type Rule } from "../rule.ts";
import type { AnySource } from "../../lib/source.ts";
import { payloads, type SourceFixture } from "../source_fixture.ts";

const COUNT = 4;
const PAYLOAD_BYTES = 24;

/** What happens between a hand-out and its release. */
const EVENTS: Readonly<Record<string, (source: AnySource) => void>> = {
  "nothing else": () => {},
  "a wait that met its deadline": (source) => {
    source.wait(0);
  },
  "a flush": (source) => notify(source.flushFd),
  "a close": (source) => source.close(),
};

export const releasedOnce: Rule<SourceFixture> = {
  id: "shared/released_once",
  paths: ["X2", "RB-2"],
  requirement: "What was handed out MUST come back exactly once: after success, a deadline, " +
    "a flush and a close",
  source: "https://docs.kernel.org/bpf/ringbuf.html",
  killedBy: ["releases_twice", "never_releases"],
  on: "both",
  check(fixture) {
    for (const [what, event] of Object.entries(EVENTS)) checkRelease(fixture, { what, event });
    return holds();
  },
};

function checkRelease(fixture: SourceFixture, options: {
  readonly what: string;
  readonly event: (source: AnySource) => void;
}): void {
  const { what, event } = options;
  const { traits } = fixture;
  const footprint = fixture.footprintBytes(PAYLOAD_BYTES);
  fixture.start({});
  using source = fixture.open();
  fixture.produce(payloads(COUNT, PAYLOAD_BYTES));
  const heldCount = holding(source, { traits, count: COUNT }, (held) => {
    if (traits.copies || traits.heldWait !== "refuse") event(source);
    return held.length;
  });
  precondition(heldCount > 0, "nothing was handed out");
  const { delivered, released, inFlight } = source.ledger;
  mustEqual({ delivered, released, inFlight }, {
    expected: { delivered: heldCount, released: heldCount, inFlight: 0 },
    what: `its ledger after the release of ${heldCount}, with ${what}`,
  });
  if (fixture.keepsPlace) {
    mustEqual(fixture.occupiedBytes(), {
      expected: (COUNT - heldCount) * footprint,
      what: `bytes kept from the producer after the release, with ${what}`,
    });
  }
  must(source.ledger.bytesPinned === 0, {
    expected: `0 bytes pinned after the release, with ${what}`,
    actual: source.ledger.bytesPinned,
  });
}
