/** A connection that says nothing has no buffer, or the one that is declared. @module */
import { DEADLINE, OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { ReadSource } from "../../lib/readyread/contract.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import type { Line } from "./line.ts";
import { TRANSPORTS } from "./line.ts";
import type { ReadFixture } from "./read_fixture.ts";
import { readEvents, untilCount } from "./read_log.ts";

const EACH = 3;
const WAIT_MS = 2;

export const idleHoldsNothing: Rule<ReadFixture> = {
  id: "readyread/idle_holds_nothing",
  paths: ["RR-1", "RR-14"],
  requirement:
    "While nothing is there to read a source MUST keep no buffer out but those it declares, in " +
    "number and in bytes, before the first payload and after each one, and a wait MUST take none",
  source: "https://github.com/grpc/grpc-go/pull/9037",
  killedBy: ["pins_while_blocked", "probe_keeps_its_buffer", "keeps_the_last_buffer"],
  on: "kernel",
  check(fixture) {
    const lines = TRANSPORTS.flatMap((transport) =>
      Array.from({ length: EACH }, () => fixture.openLine(transport))
    );
    using source = fixture.openSource({ connectionsMax: lines.length });
    const connections = lines.map(({ fd }) => source.add(fd));
    mustIdle(fixture, { source, what: "of fresh connections" });
    for (let round = 0; round < 2; round++) {
      lines.forEach((line, index) => mustReadOne(fixture, { source, line, index, connections }));
      mustIdle(fixture, { source, what: `after round ${round}` });
    }
    return holds();
  },
};

/** Asks, waits and asks again. */
function mustIdle(fixture: ReadFixture, options: {
  readonly source: ReadSource;
  readonly what: string;
}): void {
  const { source, what } = options;
  mustEqual(OUTCOME_NAMES[source.next()], { expected: "EMPTY", what: `next ${what}` });
  fixture.mustBeIdle(source, { what: `${what}, once nothing was there` });
  const { acquired } = source.pool;
  mustEqual(OUTCOME_NAMES[source.wait(WAIT_MS)], {
    expected: OUTCOME_NAMES[DEADLINE],
    what: `a wait ${what}`,
  });
  fixture.mustBeIdle(source, { what: `${what}, once a wait was over` });
  mustEqual(source.pool.acquired - acquired, {
    expected: 0,
    what: `buffers acquired by a wait ${what}`,
  });
}

function mustReadOne(fixture: ReadFixture, options: {
  readonly source: ReadSource;
  readonly line: Line;
  readonly index: number;
  readonly connections: readonly number[];
}): void {
  const { source, line, index, connections } = options;
  const payload = fixture.content(index, 1 + 100 * index);
  line.sendAll(payload);
  const events = readEvents(source, { enough: untilCount(1) });
  mustEqual(events, {
    expected: [{ connection: connections[index], outcome: "DATA", errno: 0, bytes: payload }],
    what: `what came over ${line.transport}`,
  });
}
