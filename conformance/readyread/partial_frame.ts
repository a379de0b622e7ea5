/** A frame of which a part is there keeps one buffer, of its own size; before and after it none. @module */
import { ERRNO } from "../../ffi/errno.ts";
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import type { Transport } from "../sink_fixture.ts";
import { readFrames, toFrame } from "./frames.ts";
import { STREAMS } from "./line.ts";
import { BUFFER_BYTES, type ReadFixture } from "./read_fixture.ts";

const FRAME_BYTES = 40_000;
const FRAME_PAGES = Math.ceil(FRAME_BYTES / BUFFER_BYTES);
const WAIT_MS = 1;
const PATIENCE_MS = 1000;

/** Bytes that are there, and the buffers that may be out for them. */
const CUTS: readonly { readonly sentBytes: number; readonly buffers: number }[] = [
  { sentBytes: 2, buffers: 0 },
  { sentBytes: 4, buffers: 0 },
  { sentBytes: 5, buffers: 1 },
  { sentBytes: 3000, buffers: 1 },
  { sentBytes: 39_000, buffers: 1 },
  { sentBytes: FRAME_BYTES + 4, buffers: 0 },
];

export const partialFrame: Rule<ReadFixture> = {
  id: "readyread/partial_frame",
  paths: ["RR-10", "RR-12"],
  requirement: "A connection in the middle of a frame MUST keep one buffer of just that frame's " +
    "size, one between frames or with a length alone none; the buffer MUST come back when the " +
    "frame was released, its stream ended or its reader was disposed",
  source: "https://github.com/grpc/grpc-go/pull/9055",
  killedBy: ["partial_frame_keeps_two", "frame_grows_by_doubling", "reader_forgets_its_buffers"],
  on: "kernel",
  check(fixture) {
    for (const transport of STREAMS) {
      checkCuts(fixture, transport);
      checkEnd(fixture, transport);
      checkDisposal(fixture, transport);
    }
    return holds();
  },
};

function checkCuts(fixture: ReadFixture, transport: Transport): void {
  using line = fixture.openLine(transport);
  using source = fixture.openSource();
  using reader = fixture.openFrames({ source });
  source.add(line.fd);
  const payload = fixture.content(3, FRAME_BYTES);
  const frame = toFrame(payload);
  fixture.mustBeIdle(source, { what: "of a framed reader at its start" });
  const { bytesOut, outstanding } = source.pool;
  let at = 0;
  for (const { sentBytes, buffers } of CUTS) {
    line.sendAll(frame.subarray(at, sentBytes));
    at = sentBytes;
    const isWhole = at === frame.length;
    const events = readFrames(reader, { enough: ({ length }) => !isWhole || length > 0 });
    const what = `with ${at} bytes of a frame there, over ${transport}`;
    mustEqual(events.map(({ bytes }) => bytes), {
      expected: isWhole ? [payload] : [],
      what: `frames ${what}`,
    });
    mustEqual(
      { buffers: source.pool.outstanding - outstanding, bytes: source.pool.bytesOut - bytesOut },
      {
        expected: { buffers, bytes: buffers * FRAME_PAGES * BUFFER_BYTES },
        what: `buffers ${what}`,
      },
    );
  }
}

function checkEnd(fixture: ReadFixture, transport: Transport): void {
  using line = fixture.openLine(transport);
  using source = fixture.openSource();
  using reader = fixture.openFrames({ source });
  const connection = source.add(line.fd);
  line.sendAll(toFrame(fixture.content(1, 100), FRAME_BYTES));
  line.finish();
  const events = readFrames(reader, { enough: ({ length }) => length > 0 });
  mustEqual(events.map(({ bytes: _, ...event }) => event), {
    expected: [{ connection, outcome: "BROKEN", errno: ERRNO.EPROTO }],
    what: `a frame cut by the end of its stream, over ${transport}`,
  });
  fixture.mustBeIdle(source, { what: "after a cut frame", reading: 0 });
  mustEqual(OUTCOME_NAMES[reader.wait(WAIT_MS)], { expected: "DEADLINE", what: "the wait after" });
}

function checkDisposal(fixture: ReadFixture, transport: Transport): void {
  using line = fixture.openLine(transport);
  using source = fixture.openSource();
  const reader = fixture.openFrames({ source });
  source.add(line.fd);
  line.sendAll(toFrame(fixture.content(1, 100), FRAME_BYTES));
  reader.wait(PATIENCE_MS);
  readFrames(reader, { enough: () => true });
  const { outstanding } = source.pool;
  reader[Symbol.dispose]();
  mustEqual(outstanding - source.pool.outstanding, { expected: 1, what: "buffers given back" });
  fixture.mustBeIdle(source, { what: "after the disposal of a reader amid a frame" });
}
