/** A second use of what serves one user is refused, and the first goes on. @module */
import { DATA } from "../../lib/outcome.ts";
import type { AnySource } from "../../lib/source.ts";
import { current, isLease, isVisitor, readAll } from "../hold.ts";
import { holds, mustEqual, mustThrow, type Rule } from "../rule.ts";
import { payloads, type SourceFixture } from "../source_fixture.ts";

const PAYLOAD_BYTES = 16;

export const concurrentUse: Rule<SourceFixture> = {
  id: "shared/concurrent_use",
  paths: ["X12", "RB-15", "RB-16"],
  requirement:
    "A use from inside a running visit or lease MUST throw ConcurrentUse and leave the " +
    "running one as it was",
  source: "https://github.com/cilium/ebpf/pull/2037",
  killedBy: ["reentry_is_not_noticed"],
  on: "both",
  exempt: (traits) => traits.style === "cursor" ? "a cursor has no scope to enter" : undefined,
  check(fixture) {
    const source = fixture.open();
    fixture.produce(payloads(3, PAYLOAD_BYTES));
    const first = readFirst(source);
    mustEqual(first, {
      expected: fixture.content(0, PAYLOAD_BYTES),
      what: "the payload in hand after a refused second use",
    });
    mustEqual(readAll(source).payloads.at(-1), {
      expected: fixture.content(2, PAYLOAD_BYTES),
      what: "the last payload, read once the first use has ended",
    });
    mustEqual(source.ledger.inFlight, { expected: 0, what: "payloads in flight" });
    return holds();
  },
};

/** Reads one payload, uses the source a second time from inside, and gives the payload. */
function readFirst(source: AnySource): Uint8Array | undefined {
  let seen: Uint8Array | undefined;
  if (isVisitor(source)) {
    source.consume((offset, length) => {
      refusesTwice(() => source.consume(() => {}, 1), "consume inside a visit");
      seen = source.bytes.slice(offset, offset + length);
    }, 1);
  } else if (isLease(source)) {
    source.withLease((lease) => {
      const outcome = lease.next();
      refusesTwice(() => source.withLease(() => {}), "withLease inside a lease");
      if (outcome === DATA) seen = current(lease);
      lease.commit();
    });
  }
  return seen;
}

function refusesTwice(use: () => unknown, what: string): void {
  mustThrow(use, { name: "ConcurrentUse", what });
  mustThrow(use, { name: "ConcurrentUse", what: `${what}, once more` });
}
