/** A buffered reader gives the same bytes whatever is read at a time, into buffers of any size. @module */
import { DATA, EMPTY, OUTCOME_NAMES, READY } from "../../lib/outcome.ts";
import type { BufferedReader } from "../../lib/readyread/buffered_reader.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import { isStream, type Transport } from "../sink_fixture.ts";
import { type Line, STREAMS, TRANSPORTS } from "./line.ts";
import type { ReadFixture } from "./read_fixture.ts";
import { concat } from "./read_log.ts";

/** As in the tests of Go's bufio and of grpc-go; one of 0 is refused, see zero_is_no_end. */
const BUFFERS_BYTES = [16, 23, 32, 46, 64, 93, 128, 1024, 4096];
const READS_BYTES = [1, 2, 3, 4, 5, 7, 300];
const PAYLOADS_BYTES = [1, 0, 45, 46, 47, 200];
const PATIENCE_MS = 600;

export const readGrid: Rule<ReadFixture> = {
  id: "readyread/read_grid",
  paths: ["RR-9"],
  requirement:
    "Reads of 1 to 300 bytes from buffers of 16 to 4096 bytes MUST give the same bytes " +
    "in the same order, also after the end of the stream; a buffer MUST be back as soon as its " +
    "last byte was read, and the array that was read into MUST NOT be touched after the read",
  source: "https://go.dev/src/bufio/bufio_test.go",
  killedBy: [
    "buffered_skips_a_byte",
    "buffered_keeps_what_was_read",
    "buffered_repeats",
    "buffered_forgets_at_the_end",
  ],
  on: "kernel",
  check(fixture) {
    for (const transport of TRANSPORTS) {
      for (const bufferBytes of BUFFERS_BYTES) checkRow(fixture, { transport, bufferBytes });
    }
    for (const transport of STREAMS) checkAfterEnd(fixture, transport);
    return holds();
  },
};

/** All read sizes, one after the other on one connection. */
function checkRow(fixture: ReadFixture, options: {
  readonly transport: Transport;
  readonly bufferBytes: number;
}): void {
  const { transport, bufferBytes } = options;
  using line = fixture.openLine(transport);
  using source = fixture.openSource({ connectionsMax: 1, bufferBytes });
  using reader = fixture.openBuffered({ source });
  const connection = source.add(line.fd);
  for (const readBytes of READS_BYTES) {
    const what = `by ${readBytes} from buffers of ${bufferBytes} bytes over ${transport}`;
    // a datagram that is longer than its buffer is cut
    const most = isStream(transport) ? Infinity : bufferBytes;
    const sent = PAYLOADS_BYTES.map((size, index) =>
      fixture.content(readBytes + index, Math.min(size, most))
    );
    const expected = concat(sent);
    sendEach(line, sent);
    const { pieces, arrays } = readBy(reader, { connection, readBytes, most: expected.length });
    mustEqual(concat(pieces), { expected, what: `what was read ${what}` });
    fixture.mustBeIdle(source, { what: `once all was read ${what}`, bufferBytes });
    const more = Math.min(readBytes, most);
    line.sendAll(fixture.content(9, more));
    readBy(reader, { connection, readBytes, most: more });
    mustEqual(concat(arrays), { expected, what: `the arrays that were read into ${what}` });
  }
  mustEqual(reader.buffered(connection), { expected: 0, what: "bytes left in the end" });
}

/** What was taken in before the end was told is still there to be read. */
function checkAfterEnd(fixture: ReadFixture, transport: Transport): void {
  using line = fixture.openLine(transport);
  using source = fixture.openSource({ connectionsMax: 1 });
  using reader = fixture.openBuffered({ source });
  const connection = source.add(line.fd);
  const payload = fixture.content(0, 100);
  line.sendAll(payload);
  line.finish();
  const outcomes: string[] = [];
  for (let outcome = reader.next(); outcomes.at(-1) !== "END"; outcome = reader.next()) {
    if (outcome !== EMPTY) outcomes.push(OUTCOME_NAMES[outcome]!);
    else if (reader.wait(PATIENCE_MS) !== READY) break;
  }
  mustEqual(outcomes, { expected: ["DATA", "END"], what: `a ${transport} stream that ended` });
  const target = new Uint8Array(payload.length + 1);
  const count = reader.read(connection, target);
  mustEqual(target.slice(0, count), { expected: payload, what: "what is read after the end" });
  fixture.mustBeIdle(source, { what: "once all was read after the end", reading: 0 });
}

function sendEach(line: Line, payloads: readonly Uint8Array[]): void {
  for (const payload of payloads) if (payload.length > 0) line.sendAll(payload);
}

/** Reads until so many bytes are there: what each read gave, and the arrays it went to. */
function readBy(reader: BufferedReader, options: {
  readonly connection: number;
  readonly readBytes: number;
  readonly most: number;
}): { readonly pieces: readonly Uint8Array[]; readonly arrays: readonly Uint8Array[] } {
  const { connection, readBytes, most } = options;
  const pieces: Uint8Array[] = [];
  const arrays: Uint8Array[] = [];
  for (let filled = 0; filled < most;) {
    const target = new Uint8Array(readBytes);
    const count = reader.read(connection, target);
    must(count <= readBytes, { expected: `at most ${readBytes} bytes`, actual: count });
    if (count > 0) {
      pieces.push(target.slice(0, count));
      arrays.push(target.subarray(0, count));
      filled += count;
    } else {
      const outcome = reader.next();
      const goesOn = outcome === DATA ||
        (outcome === EMPTY && reader.wait(PATIENCE_MS) === READY);
      must(goesOn, { expected: `${most - filled} bytes more`, actual: OUTCOME_NAMES[outcome] });
    }
  }
  return { pieces, arrays };
}
