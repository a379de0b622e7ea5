/** The end of a lease's scope does what the reader declares, and ends the lease. @module */
import { DATA } from "../../lib/outcome.ts";
import type { CursorSource, LeaseSource } from "../../lib/source.ts";
import { holds, must, mustEqual, mustThrow, type Rule } from "../rule.ts";
import { nextAll } from "../hold.ts";
import { payloads } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

const PAYLOAD_BYTES = 24;
const COUNT = 4;
const TAKEN = 2;

/** Thrown by a scope's body, to see it come out again. */
class BodyFailed extends Error {
  override readonly name = "BodyFailed";
}

export const scopeEnd: Rule<RingbufFixture> = {
  id: "ringbuf/scope_end",
  paths: ["RB-13"],
  requirement: "The end of a scope, by return or by exception, MUST carry, rewind or commit what " +
    "was not committed, as declared, and a lease used after its scope MUST throw LeaseEnded",
  source: "https://github.com/cilium/ebpf/pull/2037",
  killedBy: ["lease_outlives_scope", "lease_commits_at_scope_end"],
  on: "both",
  exempt: (traits) => traits.style === "lease" ? undefined : "it has no scopes",
  check(fixture) {
    checkScope(fixture, { throws: false });
    checkScope(fixture, { throws: true });
    return holds();
  },
};

function checkScope(fixture: RingbufFixture, options: { readonly throws: boolean }): void {
  fixture.start({});
  using source = fixture.open() as LeaseSource & Disposable;
  fixture.produce(payloads(COUNT, PAYLOAD_BYTES));
  const kept = endScope(source, options);
  const how = options.throws ? "a scope that threw" : "a scope that returned";
  const declared = fixture.traits.scopeEnd ?? "carry";
  const footprint = fixture.footprintBytes(PAYLOAD_BYTES);
  const keptCount = declared === "commit" ? COUNT - TAKEN : COUNT;
  mustEqual(fixture.occupiedBytes(), {
    expected: keptCount * footprint,
    what: `bytes kept after ${how}, with scopeEnd "${declared}"`,
  });
  mustBeWorthless(fixture, { kept, when: `after ${how}` });
  const first = declared === "rewind" ? 0 : TAKEN;
  source.withLease((lease) => {
    mustBeWorthless(fixture, { kept, when: "inside a later scope" });
    const rest = nextAll(lease).payloads;
    const expected = Array.from(
      { length: COUNT - first },
      (_, index) => fixture.content(first + index, PAYLOAD_BYTES),
    );
    mustEqual(rest, { expected, what: `what the scope after ${how} reads` });
    lease.commit();
  });
  mustEqual(fixture.occupiedBytes(), { expected: 0, what: "bytes kept after its commit" });
}

/** Takes records in a scope, commits none, and returns the lease that has ended. */
function endScope(source: LeaseSource, options: { readonly throws: boolean }): CursorSource {
  let kept: CursorSource | undefined;
  const body = (lease: CursorSource) => {
    kept = lease;
    for (let taken = 0; taken < TAKEN; taken++) {
      must(lease.next() === DATA, { expected: `${TAKEN} payloads`, actual: taken });
    }
    if (options.throws) throw new BodyFailed("thrown by the body");
    return "result";
  };
  const what = "a scope whose body throws";
  if (options.throws) mustThrow(() => source.withLease(body), { name: "BodyFailed", what });
  else mustEqual(source.withLease(body), { expected: "result", what: "what the scope returned" });
  must(kept !== undefined, { expected: "the body is run", actual: "it was not" });
  return kept;
}

function mustBeWorthless(fixture: RingbufFixture, options: {
  readonly kept: CursorSource;
  readonly when: string;
}): void {
  const { kept, when } = options;
  const before = fixture.positions();
  const name = "LeaseEnded";
  mustThrow(() => kept.next(), { name, what: `next() of an ended lease ${when}` });
  mustThrow(() => kept.commit(), { name, what: `commit() of an ended lease ${when}` });
  mustThrow(() => kept.view(), { name, what: `view() of an ended lease ${when}` });
  mustThrow(() => kept.wait(0), { name, what: `wait() of an ended lease ${when}` });
  mustEqual(fixture.positions(), { expected: before, what: `the positions ${when}` });
}
