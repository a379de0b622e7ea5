/** Frames come out whole, in order and unmixed, however the stream cuts them. @module */
import { holds, mustEqual, type Rule } from "../rule.ts";
import type { Transport } from "../sink_fixture.ts";
import { readFrames, toFrame } from "./frames.ts";
import { type Line, STREAMS } from "./line.ts";
import { BUFFER_BYTES, type ReadFixture } from "./read_fixture.ts";
import { concat, type ReadEvent } from "./read_log.ts";

const SIZES_BYTES = [
  0,
  1,
  BUFFER_BYTES - 5,
  BUFFER_BYTES - 4,
  BUFFER_BYTES,
  3,
  0,
  3 * BUFFER_BYTES + 1,
  100_000,
  2,
  1024 * 1024,
  4,
];
const LINES = 2;

export const framesWhole: Rule<ReadFixture> = {
  id: "readyread/frames_whole",
  paths: ["RR-10"],
  requirement:
    "Each frame MUST come out as it was sent and in order, wherever the stream is cut, " +
    "one of no bytes and one of the limit's length too, and none MUST keep a buffer once released",
  source: "https://grpc.github.io/grpc/core/md_doc__p_r_o_t_o_c_o_l-_h_t_t_p2.html",
  killedBy: ["frame_has_its_head", "frame_keeps_its_buffer", "short_frames_are_skipped"],
  on: "kernel",
  check(fixture) {
    for (const transport of STREAMS) checkFrames(fixture, transport);
    return holds();
  },
};

function checkFrames(fixture: ReadFixture, transport: Transport): void {
  const lines = Array.from({ length: LINES }, () => fixture.openLine(transport));
  using source = fixture.openSource();
  using reader = fixture.openFrames({ source });
  const connections = lines.map(({ fd }) => source.add(fd));
  const sent = lines.map((_, index) =>
    SIZES_BYTES.map((size, at) => fixture.content(LINES * at + index, size))
  );
  const rest = sent.map((payloads) => concat(payloads.map((payload) => toFrame(payload))));
  const events: ReadEvent[] = [];
  while (rest.some(({ length }) => length > 0)) {
    lines.forEach((line, index) => {
      rest[index] = rest[index]!.subarray(sendSome(fixture, line, rest[index]!));
    });
    events.push(...readFrames(reader, { enough: () => true }));
  }
  const left = LINES * SIZES_BYTES.length - events.length;
  events.push(...readFrames(reader, { enough: ({ length }) => length >= left }));
  connections.forEach((connection, index) =>
    mustEqual(
      events.filter((event) => event.connection === connection)
        .map(({ outcome, bytes }) => ({ outcome, bytes })),
      {
        expected: sent[index]!.map((bytes) => ({ outcome: "DATA", bytes })),
        what: `frames of connection ${index} over ${transport}`,
      },
    )
  );
  fixture.mustBeIdle(source, { what: `once all frames were read, over ${transport}` });
}

/** Sends a piece of any size; returns how many bytes of it there was room for. */
function sendSome(fixture: ReadFixture, line: Line, bytes: Uint8Array): number {
  const most = fixture.random.pick([1, 3, 4, 5, 1000, BUFFER_BYTES, 60_000, 400_000]);
  const piece = bytes.subarray(0, most);
  return piece.length === 0 ? 0 : line.send(piece);
}
