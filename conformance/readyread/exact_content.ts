/** What was sent is handed out as it was, with one buffer for each payload. @module */
import { BROKEN, DATA, EMPTY, END, OUTCOME_NAMES, READY } from "../../lib/outcome.ts";
import type { ReadSource } from "../../lib/readyread/contract.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import { isStream } from "../sink_fixture.ts";
import { type Line, TRANSPORTS } from "./line.ts";
import { BUFFER_BYTES, type ReadFixture } from "./read_fixture.ts";
import { concat } from "./read_log.ts";

/** Around what one read takes. */
const SIZES_BYTES = [
  1,
  2,
  BUFFER_BYTES - 1,
  BUFFER_BYTES,
  3,
  BUFFER_BYTES + 1,
  3 * BUFFER_BYTES,
  7,
];
const PATIENCE_MS = 600;

export const exactContent: Rule<ReadFixture> = {
  id: "readyread/exact_content",
  paths: ["RR-2"],
  requirement:
    "Each payload MUST be handed out as it was sent, in order and once, cut and called " +
    "truncated only where a datagram is longer than a read, and MUST take one buffer, no more",
  source: "https://man7.org/linux/man-pages/man2/recv.2.html",
  killedBy: ["drops_a_byte", "hands_out_twice", "acquires_twice", "truncation_is_hidden"],
  on: "kernel",
  check(fixture) {
    for (const transport of TRANSPORTS) {
      using line = fixture.openLine(transport);
      using source = fixture.openSource();
      const connection = source.add(line.fd);
      SIZES_BYTES.forEach((payloadBytes, sequence) => {
        const payload = fixture.content(sequence, payloadBytes);
        mustRead(fixture, { source, line, connection, payload });
      });
      fixture.mustBeIdle(source, { what: `after all, over ${transport}` });
    }
    return holds();
  },
};

function mustRead(fixture: ReadFixture, options: {
  readonly source: ReadSource;
  readonly line: Line;
  readonly connection: number;
  readonly payload: Uint8Array;
}): void {
  const { source, line, connection, payload } = options;
  const isCut = !isStream(line.transport) && payload.length > BUFFER_BYTES;
  const expected = isCut ? payload.subarray(0, BUFFER_BYTES) : payload;
  const what = `of ${payload.length} bytes over ${line.transport}`;
  const idle = fixture.idleBuffers(source);
  line.sendAll(payload);
  const pieces: Uint8Array[] = [];
  let missing = expected.length;
  while (missing > 0) {
    const acquired = source.pool.acquired;
    const outcome = source.next();
    if (outcome === EMPTY && source.wait(PATIENCE_MS) === READY) continue;
    must(outcome === DATA, {
      expected: `${missing} more bytes ${what}`,
      actual: OUTCOME_NAMES[outcome],
    });
    mustEqual([source.connection, source.truncated], {
      expected: [connection, isCut],
      what: `connection and truncated ${what}`,
    });
    const view = source.view();
    mustEqual(view.length, { expected: source.length, what: `the view's length ${what}` });
    pieces.push(view.slice());
    missing -= source.length;
    const taken = source.pool.acquired - acquired;
    must(taken <= 1 && source.pool.outstanding <= idle + 1, {
      expected: `one buffer at most for a payload ${what}`,
      actual: `${taken} acquired, ${source.pool.outstanding} out`,
    });
    source.commit();
  }
  mustEqual(concat(pieces), { expected, what: `the bytes ${what}` });
  const after = source.next();
  must(after !== DATA && after !== END && after !== BROKEN, {
    expected: `nothing behind a payload ${what}`,
    actual: OUTCOME_NAMES[after],
  });
}
