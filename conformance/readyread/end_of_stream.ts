/** The end of a stream is told once, after its data, and then it is quiet. @module */
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import type { Transport } from "../sink_fixture.ts";
import { type Line, STREAMS } from "./line.ts";
import { BUFFER_BYTES, type ReadFixture } from "./read_fixture.ts";
import { joined, readEvents, untilCount } from "./read_log.ts";

const PAYLOAD_BYTES = 3 * BUFFER_BYTES + 5;
const WAIT_MS = 1;

/** How a far end can end its stream. */
const ENDINGS: Readonly<Record<string, (line: Line) => void>> = {
  "shut down": (line) => line.finish(),
  "closed": (line) => line.hangUp(),
};

export const endOfStream: Rule<ReadFixture> = {
  id: "readyread/end_of_stream",
  paths: ["RR-3"],
  requirement:
    "The end of a stream MUST be told as END, once, after all its data, with no buffer " +
    "out; the source MUST then be quiet about it and go on with the others",
  source: "https://man7.org/linux/man-pages/man2/recv.2.html#RETURN_VALUE",
  killedBy: ["end_is_not_sticky", "end_before_data", "end_keeps_a_buffer", "end_closes_all"],
  on: "kernel",
  check(fixture) {
    for (const transport of STREAMS) {
      for (const [how, end] of Object.entries(ENDINGS)) checkEnd(fixture, { transport, how, end });
    }
    return holds();
  },
};

function checkEnd(fixture: ReadFixture, options: {
  readonly transport: Transport;
  readonly how: string;
  readonly end: (line: Line) => void;
}): void {
  const { transport, how, end } = options;
  using ending = fixture.openLine(transport);
  using other = fixture.openLine(transport);
  using source = fixture.openSource();
  const connection = source.add(ending.fd);
  const others = source.add(other.fd);
  const what = `of a ${transport} stream that was ${how}`;
  const payload = fixture.content(1, PAYLOAD_BYTES);
  ending.sendAll(payload);
  end(ending);
  const events = readEvents(source, { enough: (all) => all.at(-1)?.outcome === "END" });
  mustEqual(joined(events, connection), { expected: payload, what: `the data ${what}` });
  mustEqual(events.filter(({ outcome }) => outcome !== "DATA"), {
    expected: [{ connection, outcome: "END", errno: 0, bytes: new Uint8Array(0) }],
    what: `what came behind the data ${what}`,
  });
  mustEqual(events.at(-1)?.outcome, { expected: "END", what: `the last word ${what}` });
  fixture.mustBeIdle(source, { what: `after the end ${what}`, reading: 1 });
  for (let again = 0; again < 2; again++) {
    mustEqual([source.next(), source.wait(WAIT_MS)].map((outcome) => OUTCOME_NAMES[outcome]), {
      expected: ["EMPTY", "DEADLINE"],
      what: `next and wait after the end ${what}`,
    });
  }
  other.sendAll(payload.subarray(0, 9));
  mustEqual(joined(readEvents(source, { enough: untilCount(1) }), others), {
    expected: payload.subarray(0, 9),
    what: `another connection's data after the end ${what}`,
  });
  source.remove(connection);
  source.remove(others);
  mustEqual(source.connectionCount, { expected: 0, what: "connections in the end" });
}
