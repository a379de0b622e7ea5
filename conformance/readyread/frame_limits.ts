/** A length out of range breaks its connection before anything is acquired for it. @module */
import { ERRNO } from "../../ffi/errno.ts";
import type { FramedReaderOptions } from "../../lib/readyread/framed_reader.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import type { Transport } from "../sink_fixture.ts";
import { readFrames, toFrame } from "./frames.ts";
import { STREAMS } from "./line.ts";
import type { ReadFixture } from "./read_fixture.ts";

/** A head that lies, and what is behind it. */
const CASES: readonly {
  readonly length: number;
  readonly limits: Omit<FramedReaderOptions, "source">;
}[] = [
  { length: 1024 * 1024 + 1, limits: {} },
  { length: 2 ** 31, limits: {} },
  { length: 2 ** 32 - 1, limits: {} },
  { length: 101, limits: { frameBytesMax: 100 } },
  { length: 3, limits: { frameBytesMin: 4 } },
  { length: 0, limits: { frameBytesMin: 4 } },
];

export const frameLimits: Rule<ReadFixture> = {
  id: "readyread/frame_limits",
  paths: ["RR-10"],
  requirement: "A frame longer than the limit (1 MiB) or too short for its type MUST break its " +
    "connection with EMSGSIZE, once, without a buffer for it, and MUST let the others go on",
  source: "https://github.com/grpc/grpc-go/blob/master/credentials/alts/internal/conn/record.go",
  killedBy: ["limit_is_not_kept", "short_frames_pass", "limit_after_the_buffer"],
  on: "kernel",
  check(fixture) {
    for (const transport of STREAMS) {
      for (const one of CASES) checkCase(fixture, { transport, ...one });
    }
    return holds();
  },
};

function checkCase(fixture: ReadFixture, options: {
  readonly transport: Transport;
  readonly length: number;
  readonly limits: Omit<FramedReaderOptions, "source">;
}): void {
  const { transport, length, limits } = options;
  const what = `of a frame that says ${length} bytes over ${transport}`;
  using line = fixture.openLine(transport);
  using other = fixture.openLine(transport);
  using source = fixture.openSource({ connectionsMax: 2 });
  using reader = fixture.openFrames({ source, ...limits });
  const connection = source.add(line.fd);
  const others = source.add(other.fd);
  const before = source.pool.acquired;
  other.sendAll(toFrame(new Uint8Array(8)));
  readFrames(reader, { enough: (all) => all.length > 0 });
  const { acquired } = source.pool;
  line.sendAll(toFrame(new Uint8Array(8), length));
  const events = readFrames(reader, { enough: (all) => all.length > 0 });
  mustEqual(events, {
    expected: [
      { connection, outcome: "BROKEN", errno: ERRNO.EMSGSIZE, bytes: new Uint8Array(0) },
    ],
    what: `what came ${what}`,
  });
  mustEqual(source.pool.acquired - acquired, {
    expected: acquired - before,
    what: `buffers acquired ${what}: those of a read, as for a frame that came whole`,
  });
  fixture.mustBeIdle(source, { what: `after a refusal ${what}`, reading: 1 });
  line.sendAll(new Uint8Array(8));
  const payload = fixture.content(1, 50);
  other.sendAll(toFrame(payload));
  mustEqual(readFrames(reader, { enough: (all) => all.length > 0 }), {
    expected: [{ connection: others, outcome: "DATA", errno: 0, bytes: payload }],
    what: `what came after a refusal ${what}`,
  });
}
