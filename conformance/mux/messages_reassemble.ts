/** Messages cut into frames of many streams are put together again, each its own. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import type { Stream } from "../../lib/mux/stream.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { mustBecome, mustCome } from "./waiting.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const STREAMS = 6;
const MESSAGES = 15;

export const messagesReassemble: Rule<WriterFixture, WriterTraits> = {
  id: "mux/messages_reassemble",
  paths: ["MX-10", "X10"],
  requirement: "Messages of several streams that are sent in frames of 5 bytes MUST arrive " +
    "whole, exact and in the order of their stream",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "one_assembler_for_all",
    "header_goes_ahead",
  ],
  on: "kernel",
  async check(fixture) {
    const { random } = fixture;
    const options = { framePayloadBytesMax: 5, markBytes: 100, sendBufferBytes: 4096 };
    await fixture.connected(options, async ({ connection, far, accepted }) => {
      const wanted = Array.from(
        { length: STREAMS },
        (_, index) =>
          Array.from(
            { length: MESSAGES },
            (_, count) => fixture.content(index * MESSAGES + count, random.integer(0, 60)),
          ),
      );
      const streams = wanted.map(() => connection.open("cut").stream);
      const sends = streams.map((stream, index) => sendAll(stream, wanted[index]!));
      const { transport } = far;
      const progress = () => transport.readBytes;
      await mustBecome(() => accepted.length === STREAMS, { what: "the streams come", progress });
      const receives = accepted.map(receiveAll);
      const what = "all messages come";
      const [came] = await mustCome(Promise.all([Promise.all(receives), Promise.all(sends)]), {
        what,
        progress,
      });
      for (const [index, messages] of came.entries()) {
        mustEqual(messages, { expected: wanted[index], what: `messages of stream ${index + 1}` });
      }
    });
    return holds();
  },
};

async function sendAll(stream: Stream, messages: readonly Uint8Array[]): Promise<void> {
  for (const message of messages) await stream.send(message);
  await stream.closeSend();
}

async function receiveAll(stream: Stream): Promise<readonly Uint8Array[]> {
  const messages: Uint8Array[] = [];
  for (let next = await stream.receive(); next !== undefined; next = await stream.receive()) {
    messages.push(next);
  }
  return messages;
}
