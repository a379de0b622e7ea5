/** A hundred streams against an echo in another process, none waiting for its answers. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { startEchoPeer } from "../../lib/mux/fixture/echo_peer.ts";
import type { Stream } from "../../lib/mux/stream.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { mustCome } from "./waiting.ts";
import { openPool, openSockets } from "./writer_fixture.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const STREAMS = 100;
const MESSAGE_BYTES = 8192;
/** In all more than the echo keeps for us while we do not read: 8 MiB, and both sockets. */
const MESSAGES = 12;
const MARK_BYTES = 64 * 1024;

export const bothWaysAtOnce: Rule<WriterFixture, WriterTraits> = {
  id: "mux/both_ways_at_once",
  paths: ["MX-10", "MX-26", "X10"],
  requirement: "100 streams that send 8 KiB messages to an echo in another process faster than " +
    "they read MUST get every byte back, in order",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "half_duplex",
    "spins_until_there_is_room",
  ],
  on: "kernel",
  async check(fixture) {
    const { near, far } = openSockets({});
    await using peer = startEchoPeer(far.fd, { credit: fixture.traits.credit });
    peer.waitStarted();
    far[Symbol.dispose]();
    const pool = openPool();
    const connection = fixture.connect(near, { pool, markBytes: MARK_BYTES });
    let hasPassed = false;
    try {
      const streams = Array.from({ length: STREAMS }, () => connection.open("echo").stream);
      const all = streams.flatMap((stream) => [sendAll(stream), receiveAll(stream)]);
      const progress = () => connection.transport.readBytes + connection.transport.writtenBytes;
      await mustCome(Promise.all(all), { what: "every message comes back", progress });
      mustEqual(connection.registry.count, { expected: 0, what: "streams that did not end" });
      hasPassed = true;
    } finally {
      const closing = connection.close();
      if (!hasPassed) closing.catch(() => {});
      else await mustCome(closing, "the connection closes");
    }
    mustEqual((await peer.ended()).payloads, {
      expected: STREAMS * MESSAGES,
      what: "messages that the echo got",
    });
    pool[Symbol.dispose]();
    return holds();
  },
};

async function sendAll(stream: Stream): Promise<void> {
  const payload = new Uint8Array(MESSAGE_BYTES).fill(stream.id);
  for (let count = 0; count < MESSAGES; count++) {
    payload[0] = count;
    await stream.send(payload);
  }
  await stream.closeSend();
}

async function receiveAll(stream: Stream): Promise<void> {
  const expected = new Uint8Array(MESSAGE_BYTES).fill(stream.id);
  for (let count = 0; count < MESSAGES; count++) {
    expected[0] = count;
    const message = await stream.receive();
    mustEqual(message, { expected, what: `message ${count} of stream ${stream.id}` });
  }
  mustEqual(await stream.receive(), { expected: undefined, what: "the end of the stream" });
}
