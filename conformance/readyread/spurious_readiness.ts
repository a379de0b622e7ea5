/** Data that is gone when it is read is no data: the source waits again, and keeps no buffer. @module */
import { BROKEN, DATA, END, OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { ReadSource } from "../../lib/readyread/contract.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import type { Transport } from "../sink_fixture.ts";
import { DATAGRAMS, TRANSPORTS } from "./line.ts";
import type { ReadFixture } from "./read_fixture.ts";
import { readEvents, toEvent, untilCount } from "./read_log.ts";

const PAYLOAD_BYTES = 40;
const PAYLOADS = 24;
const PATIENCE_MS = 1000;
const WAIT_MS = 1;

export const spuriousReadiness: Rule<ReadFixture> = {
  id: "readyread/spurious_readiness",
  paths: ["RR-7"],
  requirement: "What another reader of the socket took after it was found ready MUST NOT be an " +
    "end or an error, MUST leave no buffer out, and the next payload MUST come as ever",
  source: "https://man7.org/linux/man-pages/man2/select.2.html#BUGS",
  killedBy: ["would_block_is_an_end", "probe_keeps_its_buffer"],
  on: "kernel",
  check(fixture) {
    for (const transport of TRANSPORTS) checkStolen(fixture, transport);
    for (const transport of DATAGRAMS) checkTwoReaders(fixture, transport);
    return holds();
  },
};

function checkStolen(fixture: ReadFixture, transport: Transport): void {
  using line = fixture.openLine(transport);
  using source = fixture.openSource();
  const connection = source.add(line.fd);
  for (let round = 0; round < 3; round++) {
    const what = `of round ${round} over ${transport}`;
    const [first, second] = [fixture.content(2 * round, 9), fixture.content(2 * round + 1, 11)];
    line.sendAll(first);
    mustEqual(OUTCOME_NAMES[source.wait(PATIENCE_MS)], { expected: "READY", what: `wait ${what}` });
    const stolen = line.steal();
    // a source whose kernel reads ahead has it already
    const expected = stolen === undefined ? [first] : [];
    mustEqual(stolen ?? first, { expected: first, what: `what was taken ${what}` });
    const events = readEvents(source, { enough: untilCount(expected.length), patienceMs: WAIT_MS });
    mustEqual(events.map(({ outcome, bytes }) => ({ outcome, bytes })), {
      expected: expected.map((bytes) => ({ outcome: "DATA", bytes })),
      what: `what was left ${what}`,
    });
    fixture.mustBeIdle(source, { what: `after a theft ${what}` });
    mustEqual(OUTCOME_NAMES[source.wait(WAIT_MS)], { expected: "DEADLINE", what: `wait ${what}` });
    line.sendAll(second);
    mustEqual(readEvents(source, { enough: untilCount(1) }), {
      expected: [{ connection, outcome: "DATA", errno: 0, bytes: second }],
      what: `the payload after a theft ${what}`,
    });
  }
}

/** Both are woken by each payload, and one of them gets it. */
function checkTwoReaders(fixture: ReadFixture, transport: Transport): void {
  using line = fixture.openLine(transport);
  using one = fixture.openSource();
  using other = fixture.openSource();
  const sources = [one, other];
  for (const source of sources) source.add(line.fd);
  const got: Uint8Array[] = [];
  for (let sequence = 0; sequence < PAYLOADS; sequence++) {
    line.sendAll(fixture.content(sequence, PAYLOAD_BYTES));
    for (let tries = 0; got.length <= sequence && tries < 100; tries++) {
      for (const source of sources) source.wait(got.length <= sequence ? WAIT_MS : 0);
      for (const source of sources) takeOne(source, got);
    }
  }
  mustEqual(got, {
    expected: Array.from(
      { length: PAYLOADS },
      (_, sequence) => fixture.content(sequence, PAYLOAD_BYTES),
    ),
    what: `what two readers of a ${transport} socket got`,
  });
  for (const source of sources) {
    fixture.mustBeIdle(source, { what: `with two readers, over ${transport}` });
  }
}

function takeOne(source: ReadSource, got: Uint8Array[]): void {
  const outcome = source.next();
  if (outcome !== DATA && outcome !== END && outcome !== BROKEN) return;
  const { outcome: name, bytes, errno } = toEvent(source, outcome);
  mustEqual({ outcome: name, errno }, {
    expected: { outcome: "DATA", errno: 0 },
    what: "what one of two readers was told",
  });
  got.push(bytes);
  source.commit();
}
