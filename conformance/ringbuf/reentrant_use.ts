/** A reader closed or disposed inside its own visit or lease never waits for itself. @module */
import { CLOSED, DATA, OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { AnySource, Source } from "../../lib/source.ts";
import { holds, mustEqual, mustThrow, precondition, type Rule } from "../rule.ts";
import { isLease, isVisitor, readAll } from "../hold.ts";
import { payloads } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

const PAYLOAD_BYTES = 24;
const COUNT = 3;

export const reentrantUse: Rule<RingbufFixture> = {
  id: "ringbuf/reentrant_use",
  paths: ["RB-15"],
  requirement: "Inside a visit or lease of a reader its disposal MUST throw ConcurrentUse, its " +
    "close MUST return and take effect, and the record in hand MUST stay readable",
  source: "https://github.com/cilium/ebpf/pull/2037",
  killedBy: ["dispose_ignores_the_lease", "close_waits_for_the_lease"],
  on: "both",
  exempt: (traits) => traits.style === "cursor" ? "it has neither visit nor lease" : undefined,
  check(fixture) {
    checkDisposed(fixture);
    checkClosed(fixture);
    return holds();
  },
};

function checkDisposed(fixture: RingbufFixture): void {
  using source = open(fixture);
  inside(source, () => {
    mustThrow(() => source[Symbol.dispose](), {
      name: "ConcurrentUse",
      what: "disposing from inside",
    });
    mustHold(fixture, source);
  });
  mustEqual(readAll(source).payloads.length, {
    expected: COUNT - 1,
    what: "records read after the refused disposal",
  });
}

function checkClosed(fixture: RingbufFixture): void {
  if (fixture.traits.closeMode === "refuses_while_held") return;
  using source = open(fixture);
  inside(source, () => {
    source.close();
    source.close();
    mustHold(fixture, source);
  });
  mustEqual(OUTCOME_NAMES[readAll(source).end], {
    expected: OUTCOME_NAMES[CLOSED],
    what: "a read after the close from inside",
  });
  mustEqual(fixture.occupiedBytes(), {
    expected: (COUNT - 1) * fixture.footprintBytes(PAYLOAD_BYTES),
    what: "bytes kept after the close, the record in hand then having been released",
  });
}

function open(fixture: RingbufFixture): AnySource {
  fixture.start({});
  const source = fixture.open();
  fixture.produce(payloads(COUNT, PAYLOAD_BYTES));
  return source;
}

/** Runs `body` inside a visit or lease that holds the first record; then releases it. */
function inside(source: AnySource, body: () => void): void {
  let count = 0;
  if (isVisitor(source)) {
    count = source.consume(body, 1);
  } else if (isLease(source)) {
    source.withLease((lease) => {
      if (lease.next() === DATA) count++;
      body();
      lease.commit();
    });
  }
  precondition(count === 1, "no record was handed out");
}

/** The record in hand reads as it was written. */
function mustHold(fixture: RingbufFixture, { bytes, offset, length }: Source): void {
  mustEqual(bytes.slice(offset, offset + length), {
    expected: fixture.content(0, PAYLOAD_BYTES),
    what: "the record in hand",
  });
}
