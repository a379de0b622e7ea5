/** A buffer comes back dirty: nothing of what was in it before is ever seen. @module */
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { ReadSource } from "../../lib/readyread/contract.ts";
import { current } from "../hold.ts";
import { holds, mustEqual, mustThrow, type Rule } from "../rule.ts";
import { type Line, TRANSPORTS } from "./line.ts";
import { BUFFER_BYTES, type ReadFixture } from "./read_fixture.ts";

/** What the dirt is made of; no payload below has it. */
const DIRT = 0x5a;
const PATIENCE_MS = 1000;
const SHORT_BYTES = [1, 255, 256, 257, 3, BUFFER_BYTES - 1];

export const dirtyBytes: Rule<ReadFixture> = {
  id: "readyread/dirty_bytes",
  paths: ["RR-11"],
  requirement:
    "A payload MUST end where what was read ended, whatever its buffer held before, and " +
    "in checked mode neither a view nor the memory MUST show a payload after its release",
  source: "https://github.com/grpc/grpc-go/pull/9055",
  killedBy: ["length_is_the_buffers", "length_is_the_longest", "views_never_end"],
  on: "kernel",
  check(fixture) {
    for (const transport of TRANSPORTS) {
      using line = fixture.openLine(transport);
      using source = fixture.openSource();
      source.add(line.fd);
      SHORT_BYTES.forEach((payloadBytes) => {
        mustHandOut({ source, line, payload: new Uint8Array(BUFFER_BYTES).fill(DIRT) });
        mustForget(source);
        const payload = fixture.content(payloadBytes, payloadBytes)
          .map((byte) => byte === DIRT ? 0 : byte);
        mustHandOut({ source, line, payload });
        mustForget(source);
      });
    }
    return holds();
  },
};

function mustHandOut(options: {
  readonly source: ReadSource;
  readonly line: Line;
  readonly payload: Uint8Array;
}): void {
  const { source, line, payload } = options;
  const what = `a payload of ${payload.length} bytes over ${line.transport}`;
  line.sendAll(payload);
  source.wait(PATIENCE_MS);
  mustEqual(OUTCOME_NAMES[source.next()], { expected: "DATA", what });
  mustEqual(current(source), { expected: payload, what });
  mustEqual(source.view().slice(), { expected: payload, what: `the view of ${what}` });
}

/** Releases what is in hand, and looks after it. */
function mustForget(source: ReadSource): void {
  const { offset, length } = source;
  const view = source.view();
  const before = view.slice();
  source.commit();
  mustThrow(() => view[0], { name: "ViewEnded", what: "a look at a view after the release" });
  const after = source.bytes.slice(offset, offset + length);
  const isThere = after.every((byte, index) => byte === before[index]);
  mustEqual(isThere, { expected: false, what: "a payload still in memory after its release" });
}
