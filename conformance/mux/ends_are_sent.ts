/** The end of a stream reaches its peer, however it ended and however full the writer is. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import type { Connection } from "../../lib/mux/connection.ts";
import { CANCEL, CLOSE, CLOSE_SEND, ERROR, INVOKE, MESSAGE } from "../../lib/mux/frame.ts";
import type { Stream } from "../../lib/mux/stream.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import type { SeenFrame } from "./scripted_end.ts";
import { stir } from "./settling.ts";
import { mustBecome } from "./waiting.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const STREAMS = 9;
const ENDS = [CANCEL, CLOSE, ERROR];

export const endsAreSent: Rule<WriterFixture, WriterTraits> = {
  id: "mux/ends_are_sent",
  paths: ["MX-15"],
  requirement: "The cancel, close or error of a stream MUST reach its peer also with the " +
    "writer at its bound, once, and nothing of the stream come behind it",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "control_is_dropped_at_the_bound",
    "end_of_the_withdrawn_is_dropped",
    "withdraw_forgets",
    "early_end_is_lost",
  ],
  on: "kernel",
  async check(fixture) {
    const options = { markBytes: 4000, sendBufferBytes: 4096 };
    await fixture.faced(options, async ({ connection, peer }) => {
      const streams = Array.from({ length: STREAMS }, () => connection.open("ends").stream);
      await peer.until(INVOKE, STREAMS, "the invocations come");
      const late = await fillAndEnd(connection, streams);
      const ends = () => peer.look().filter(({ kind }) => ENDS.includes(kind));
      await mustBecome(() => ends().length >= STREAMS, {
        what: "the end of each stream comes",
        progress: () => peer.log.byteCount,
      });
      await peer.until(CLOSE_SEND, late.id, "an end behind an invocation that waited comes");
      await stir(() => false, 4);
      mustHaveEnded(peer.look(), streams);
    });
    return holds();
  },
};

/** Returns a stream whose invocation waits, and with it the end of its sends. */
async function fillAndEnd(connection: Connection, streams: readonly Stream[]): Promise<Stream> {
  for (const stream of streams) {
    for (let count = 0; count < 8; count++) {
      const sent = stream.send(new Uint8Array(1000).fill(stream.id));
      void sent?.catch(() => {});
    }
  }
  await stir(() => false, 4);
  const { stream: late } = connection.open("late");
  void late.closeSend();
  for (const [index, stream] of streams.entries()) {
    const kind = ENDS[index % ENDS.length];
    if (kind === CANCEL) stream.cancel();
    else if (kind === CLOSE) stream.close();
    else stream.fail(new Error("failed by the rule"));
  }
  return late;
}

function mustHaveEnded(frames: readonly SeenFrame[], streams: readonly Stream[]): void {
  for (const [index, { id }] of streams.entries()) {
    const own = frames.filter(({ stream }) => stream === id);
    const expected = ENDS[index % ENDS.length];
    mustEqual(own.at(-1)?.kind, { expected, what: `the last kind, stream ${id}` });
    const others = own.slice(1, -1).filter(({ kind }) => kind !== MESSAGE).length;
    mustEqual(others, { expected: 0, what: `frames that are no messages, stream ${id}` });
  }
}
