/** Discarded records behind the last payload come back, though no payload takes them. @module */
import { DATA, OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { CursorSource } from "../../lib/source.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import { isToken, isVisitor, nextAll, readAll, withCursor } from "../hold.ts";
import type { RingbufFixture } from "./fixture.ts";

const BATCH = [
  { payloadBytes: 24 },
  { payloadBytes: 100, discard: true },
  { payloadBytes: 0, discard: true },
];

export const trailingDiscards: Rule<RingbufFixture> = {
  id: "ringbuf/trailing_discards",
  paths: ["RB-8"],
  requirement:
    "Once a read reports EMPTY and every payload is released, discarded records behind " +
    "the last payload MUST NOT stay held, whichever came first",
  source: "https://github.com/cilium/ebpf/pull/1981",
  killedBy: ["token_forgets_trailing_discards", "commit_forgets_discards"],
  on: "both",
  check(fixture) {
    for (const order of ["released, then empty", "empty, then released"] as const) {
      fixture.start({});
      using source = fixture.open();
      fixture.produce(BATCH);
      // Copies and visits are released by the reading itself, so that the orders are one.
      if (isVisitor(source) || fixture.traits.copies) readAll(source);
      else withCursor(source, (cursor) => readInOrder(fixture, { cursor, order }));
      mustEqual(fixture.occupiedBytes(), {
        expected: 0,
        what: `bytes kept by discarded records behind the last payload (${order})`,
      });
    }
    return holds();
  },
};

function readInOrder(fixture: RingbufFixture, options: {
  readonly cursor: CursorSource;
  readonly order: "released, then empty" | "empty, then released";
}): void {
  const { cursor, order } = options;
  let outcome = cursor.next();
  must(outcome === DATA, { expected: "DATA", actual: OUTCOME_NAMES[outcome] });
  const token = isToken(cursor) ? cursor.token : undefined;
  if (order === "released, then empty") release(cursor, token);
  outcome = nextAll(cursor).end;
  mustEqual(OUTCOME_NAMES[outcome], { expected: "EMPTY", what: "the end of the batch" });
  if (order === "empty, then released") release(cursor, token);
  else if (fixture.traits.discardsVisible) cursor.commit(); // they were handed out too
}

/** By token where there are tokens: a commit of everything has an easier life. */
function release(cursor: CursorSource, token: number | undefined): void {
  if (token === undefined || !isToken(cursor)) cursor.commit();
  else mustEqual(cursor.commitToken(token), { expected: true, what: "commitToken" });
}
