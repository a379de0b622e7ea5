/** Nothing read is four things: an empty datagram, the end, nothing yet, and no room asked for. @module */
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import { holds, mustEqual, mustThrow, type Rule } from "../rule.ts";
import { DATAGRAMS, STREAMS } from "./line.ts";
import type { ReadFixture } from "./read_fixture.ts";
import { readEvents, untilCount } from "./read_log.ts";

const SIZES_BYTES = [0, 5, 0, 0, 1];

export const zeroIsNoEnd: Rule<ReadFixture> = {
  id: "readyread/zero_is_no_end",
  paths: ["RR-4"],
  requirement: "A datagram of no bytes MUST be DATA of length 0 and never an end, a read of one " +
    "byte at a time MUST end at the stream's end only, and a read of no bytes MUST be refused",
  source: "https://man7.org/linux/man-pages/man2/recv.2.html#RETURN_VALUE",
  killedBy: ["empty_datagram_is_end", "zero_length_is_empty", "reads_of_nothing"],
  on: "kernel",
  check(fixture) {
    for (const bufferBytes of [0, -1, 0.5]) {
      mustThrow(() => fixture.openSource({ bufferBytes }), {
        name: "RangeError",
        what: `a source whose reads take ${bufferBytes} bytes`,
      });
    }
    for (const transport of DATAGRAMS) {
      using line = fixture.openLine(transport);
      using source = fixture.openSource();
      const connection = source.add(line.fd);
      for (const size of SIZES_BYTES) line.sendAll(fixture.content(size, size));
      mustEqual(readEvents(source, { enough: untilCount(SIZES_BYTES.length) }), {
        expected: SIZES_BYTES.map((size) => ({
          connection,
          outcome: "DATA",
          errno: 0,
          bytes: fixture.content(size, size),
        })),
        what: `datagrams of ${SIZES_BYTES.join(", ")} bytes over ${transport}`,
      });
      fixture.mustBeIdle(source, { what: `after empty datagrams over ${transport}` });
    }
    for (const transport of STREAMS) {
      using line = fixture.openLine(transport);
      using source = fixture.openSource({ bufferBytes: 1 });
      source.add(line.fd);
      mustEqual(OUTCOME_NAMES[source.next()], { expected: "EMPTY", what: "a stream at its start" });
      line.sendAll(Uint8Array.of(0, 1, 0));
      line.finish();
      const events = readEvents(source, { enough: untilCount(4) });
      mustEqual(events.map(({ outcome, bytes }) => `${outcome} ${bytes.length}`), {
        expected: ["DATA 1", "DATA 1", "DATA 1", "END 0"],
        what: `three bytes over ${transport}, one at a time`,
      });
    }
    return holds();
  },
};
