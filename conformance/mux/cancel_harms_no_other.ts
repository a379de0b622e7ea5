/** Cancelling streams in full flow leaves the others as they were. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { Canceled } from "../../lib/mux/errors.ts";
import type { Stream } from "../../lib/mux/stream.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import { mustBecome, mustCome, mustReject } from "./waiting.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const STREAMS = 8;
const MESSAGES = 20;
const MESSAGE_BYTES = 2000;

export const cancelHarmsNoOther: Rule<WriterFixture, WriterTraits> = {
  id: "mux/cancel_harms_no_other",
  paths: ["MX-21"],
  requirement: "A cancelled stream MUST end at once for who sends and receives on it, and at " +
    "its peer; the others and the connection go on",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "cancel_ends_another",
    "withdraw_takes_all",
    "cancel_leaves_the_receiver",
  ],
  on: "kernel",
  async check(fixture) {
    const options = { markBytes: 8000, sendBufferBytes: 4096, queueCapacity: 2 * MESSAGES };
    await fixture.connected(options, async ({ connection, far, accepted }) => {
      const streams = Array.from({ length: STREAMS }, () => connection.open("some").stream);
      const fates = Promise.allSettled(streams.map(sendAll));
      const waits = streams.map((stream) => stream.receive());
      waits.forEach((wait) => wait.catch(() => {}));
      const reason = new Canceled("by the rule");
      const isCanceled = (index: number) => index % 2 === 1;
      streams.forEach((stream, index) => isCanceled(index) ? stream.cancel(reason) : undefined);
      for (const [index, wait] of waits.entries()) {
        if (!isCanceled(index)) continue;
        const error = await mustReject(wait, "a receive on a cancelled stream");
        must(error === reason, { expected: "the reason of the cancel", actual: error });
      }
      const progress = () => far.transport.readBytes;
      const live = streams.filter((_, index) => !isCanceled(index));
      const served = () => live.map(({ id }) => accepted.find((stream) => stream.id === id));
      await mustBecome(() => !served().includes(undefined), { what: "the others come", progress });
      const receives = Promise.all(served().map((stream) => receiveAll(stream!)));
      await mustCome(receives, { what: "the others get all messages", progress });
      for (const [index, { status }] of (await mustCome(fates, "all sends settle")).entries()) {
        const isAsIt = status === "fulfilled" || isCanceled(index);
        must(isAsIt, { expected: "the sends of others are taken", actual: "one was refused" });
      }
      for (const { id } of streams.filter((_, index) => isCanceled(index))) {
        const stream = accepted.find((one) => one.id === id);
        await mustBecome(() => stream?.isTerminated ?? true, "a cancel reaches the peer");
        const isRight = stream === undefined || stream.cause instanceof Canceled;
        must(isRight, { expected: "Canceled at the peer", actual: stream?.cause });
      }
      mustEqual(connection.hasEnded || far.hasEnded, { expected: false, what: "connection ended" });
    });
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
    const expected = new Uint8Array(MESSAGE_BYTES).fill(stream.id + count);
    const message = await stream.receive();
    mustEqual(message, { expected, what: `message ${count} of stream ${stream.id}` });
  }
  mustEqual(await stream.receive(), { expected: undefined, what: "the end of the stream" });
}
