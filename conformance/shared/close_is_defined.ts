/** Close does one thing, however often and whenever it is called. @module */
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import { holding, readAll } from "../hold.ts";
import { holds, mustEqual, precondition, type Rule } from "../rule.ts";
import { payloads, type SourceFixture } from "../source_fixture.ts";

const PAYLOAD_BYTES = 32;

export const closeIsDefined: Rule<SourceFixture> = {
  id: "shared/close_is_defined",
  paths: ["X11", "RB-32"],
  requirement:
    "A closed source MUST hand out nothing more and say CLOSED, twice closed too, keep " +
    "what is in hand readable until disposal, and leave the producer alone",
  source: "https://pkg.go.dev/github.com/cilium/ebpf/ringbuf#Reader.Close",
  killedBy: ["close_releases_the_unread", "close_unmaps", "close_twice_throws"],
  on: "both",
  check(fixture) {
    const footprint = fixture.footprintBytes(PAYLOAD_BYTES);
    const source = fixture.open();
    fixture.produce(payloads(3, PAYLOAD_BYTES));
    source.close();
    source.close();
    mustBeClosed(() => readAll(source), "a source closed with 3 payloads unread");
    mustEqual(OUTCOME_NAMES[source.wait(1000)], { expected: "CLOSED", what: "a wait once closed" });
    if (fixture.keepsPlace) {
      mustEqual(fixture.occupiedBytes(), {
        expected: 3 * footprint,
        what: "bytes that wait for another reader",
      });
    }
    source[Symbol.dispose]();
    source[Symbol.dispose]();
    if (fixture.traits.closeMode === "keeps_memory") checkHeld(fixture);
    return holds();
  },
};

function checkHeld(fixture: SourceFixture): void {
  const { traits } = fixture;
  fixture.start({});
  using source = fixture.open();
  fixture.produce(payloads(3, PAYLOAD_BYTES));
  const count = Math.min(2, traits.maxInFlight);
  holding(source, { traits, count }, (held) => {
    precondition(held.length > 0, "nothing was handed out");
    source.close();
    held.forEach((payload, index) =>
      mustEqual(payload.bytes(), {
        expected: fixture.content(index, PAYLOAD_BYTES),
        what: `payload ${index} in hand after close`,
      })
    );
  });
  mustBeClosed(() => readAll(source), "a source closed with payloads in hand");
}

function mustBeClosed(read: () => ReturnType<typeof readAll>, what: string): void {
  const { payloads: received, end } = read();
  mustEqual({ count: received.length, end: OUTCOME_NAMES[end] }, {
    expected: { count: 0, end: "CLOSED" },
    what: `read from ${what}`,
  });
}
