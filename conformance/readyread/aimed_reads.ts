/** Reads that the caller aimed go where it said, as many bytes as it said, and no further. @module */
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { ReadSource } from "../../lib/readyread/contract.ts";
import { holds, mustEqual, mustThrow, type Rule } from "../rule.ts";
import type { Transport } from "../sink_fixture.ts";
import { type Line, STREAMS } from "./line.ts";
import { BUFFER_BYTES, type ReadFixture } from "./read_fixture.ts";
import { joined, readEvents, untilBytes } from "./read_log.ts";

const AIMED_BYTES = 3 * BUFFER_BYTES + 10;
const PIECE_BYTES = 2000;
const CANARY = 0x77;
const PATIENCE_MS = 1000;

export const aimedReads: Rule<ReadFixture> = {
  id: "readyread/aimed_reads",
  paths: ["RR-2", "RR-10"],
  requirement:
    "Bytes of a connection that was aimed MUST go to the place that was named, no byte " +
    "beyond it, and take no buffer; after them, and once taken back, reads MUST be as before; a " +
    "source that cannot MUST say false and change nothing",
  source: "https://man7.org/linux/man-pages/man2/recv.2.html",
  killedBy: ["aims_too_far", "aim_is_forgotten"],
  on: "kernel",
  check(fixture) {
    for (const transport of STREAMS) {
      using line = fixture.openLine(transport);
      using source = fixture.openSource();
      const connection = source.add(line.fd);
      checkAimed(fixture, { source, line, connection });
      checkTakenBack(fixture, { source, line, connection });
      mustThrow(() => source.aim(99, 0, 1), { name: "RangeError", what: "aim for nobody" });
    }
    checkDatagrams(fixture, "unix_datagram");
    return holds();
  },
};

interface Aiming {
  readonly source: ReadSource;
  readonly line: Line;
  readonly connection: number;
}

function checkAimed(fixture: ReadFixture, { source, line, connection }: Aiming): void {
  const { pool, bytes } = source;
  const offset = pool.acquire(AIMED_BYTES + 1);
  bytes.fill(CANARY, offset, offset + AIMED_BYTES + 1);
  const outstanding = pool.outstanding;
  const aims = source.aim(connection, offset, AIMED_BYTES);
  const payload = fixture.content(0, AIMED_BYTES);
  for (let at = 0; aims && at < AIMED_BYTES; at += PIECE_BYTES) {
    const piece = payload.subarray(at, at + PIECE_BYTES);
    const isLast = at + PIECE_BYTES >= AIMED_BYTES;
    line.sendAll(isLast ? payload.subarray(at) : piece);
    if (isLast) line.sendAll(fixture.content(1, 50));
    for (let filled = at; filled < at + piece.length; filled += source.length) {
      source.wait(PATIENCE_MS);
      mustEqual([OUTCOME_NAMES[source.next()], source.offset], {
        expected: ["DATA", offset + filled],
        what: `where byte ${filled} of ${AIMED_BYTES} aimed ones went, over ${line.transport}`,
      });
      mustEqual(pool.outstanding, { expected: outstanding, what: "buffers out, aimed" });
      mustThrow(() => source.keep(), { name: "RangeError", what: "keep of an aimed payload" });
      source.commit();
    }
  }
  if (aims) {
    mustEqual(bytes.slice(offset, offset + AIMED_BYTES), { expected: payload, what: "the bytes" });
    mustEqual(bytes[offset + AIMED_BYTES], { expected: CANARY, what: "the byte behind them" });
    const events = readEvents(source, { enough: untilBytes(connection, 50) });
    mustEqual(joined(events, connection), { expected: fixture.content(1, 50), what: "the rest" });
  }
  mustEqual(pool.release(offset), { expected: true, what: "the release of the aimed buffer" });
  fixture.mustBeIdle(source, { what: "after aimed reads" });
}

/** Also what a source does that cannot aim. */
function checkTakenBack(fixture: ReadFixture, { source, line, connection }: Aiming): void {
  const { pool } = source;
  const offset = pool.acquire(AIMED_BYTES);
  if (source.aim(connection, offset, AIMED_BYTES)) source.aim(connection, 0, 0);
  pool.release(offset);
  const payload = fixture.content(2, 60);
  line.sendAll(payload);
  const events = readEvents(source, { enough: untilBytes(connection, 60) });
  mustEqual(joined(events, connection), {
    expected: payload,
    what: "bytes after an aim taken back",
  });
}

function checkDatagrams(fixture: ReadFixture, transport: Transport): void {
  using line = fixture.openLine(transport);
  using source = fixture.openSource();
  const connection = source.add(line.fd);
  mustEqual(source.aim(connection, 0, 100), { expected: false, what: `aim over ${transport}` });
}
