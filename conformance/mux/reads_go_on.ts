/** A connection that waits for room to write goes on reading. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import type { Stream } from "../../lib/mux/stream.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { mustBecome, mustCome } from "./waiting.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const STREAMS = 100;
const MESSAGES = 1;
const MESSAGE_BYTES = 8192;
const MARK_BYTES = 64 * 1024;

export const readsGoOn: Rule<WriterFixture, WriterTraits> = {
  id: "mux/reads_go_on",
  paths: ["MX-10", "X8"],
  requirement: "Two connections that both send more than their sockets hold MUST NOT wait for " +
    "each other: reads go on while a write waits for room",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: ["half_duplex", "room_is_not_looked_for"],
  on: "kernel",
  async check(fixture) {
    for (const socket of ["unix", "tcp"] as const) {
      const options = { socket, markBytes: MARK_BYTES, sendBufferBytes: 16 * 1024 };
      await fixture.connected(options, async ({ connection, far, accepted }) => {
        const streams = Array.from({ length: STREAMS }, () => connection.open("both").stream);
        const progress = () => connection.transport.readBytes + far.transport.readBytes;
        await mustBecome(() => accepted.length === STREAMS, { what: "all streams come", progress });
        const both = [...streams, ...accepted];
        const all = Promise.all([...both.map(sendAll), ...both.map(receiveAll)]);
        await mustCome(all, { what: "100 streams send 8 KiB messages both ways", progress });
      });
    }
    return holds();
  },
};

async function sendAll(stream: Stream): Promise<void> {
  for (let count = 0; count < MESSAGES; count++) {
    await stream.send(new Uint8Array(MESSAGE_BYTES).fill(stream.id + count));
  }
  await stream.closeSend();
}

async function receiveAll(stream: Stream): Promise<void> {
  for (let count = 0; count < MESSAGES; count++) {
    const message = await stream.receive();
    const expected = new Uint8Array(MESSAGE_BYTES).fill(stream.id + count);
    mustEqual(message, { expected, what: `message ${count} of stream ${stream.id}` });
  }
  mustEqual(await stream.receive(), { expected: undefined, what: "the end of the stream" });
}
