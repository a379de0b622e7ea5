/** No more is granted than was received and is no longer needed. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { CANCEL, type Frame, MESSAGE, WINDOW_UPDATE } from "../../lib/mux/frame.ts";
import { TAKEN } from "../../lib/mux/queue/contract.ts";
import { decodeGrant } from "../../lib/mux/window.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import type { RawPeer } from "./raw_peer.ts";
import { stir } from "./settling.ts";
import { mustBecome, mustCome } from "./waiting.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const WINDOW_BYTES = 1000;
const MESSAGE_BYTES = 150;
const MESSAGES = 40;

export const creditIsConserved: Rule<WriterFixture, WriterTraits> = {
  id: "mux/credit_is_conserved",
  paths: ["MX-24", "X14"],
  requirement: "The sum of grants MUST never exceed the bytes consumed or given up, and " +
    "nothing be granted to a stream that has ended",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "grants_twice",
    "grants_after_the_end",
    "forgets_what_was_given_up",
  ],
  on: "kernel",
  exempt: ({ credit }) => credit ? undefined : "it gives no credit",
  async check(fixture) {
    await fixture.faced({ serves: true, windowBytes: WINDOW_BYTES }, async (faced) => {
      const { connection, accepted, peer } = faced;
      peer.invoke(1);
      await mustBecome(() => accepted.length === 1, "the stream comes");
      const stream = accepted[0]!;
      let consumed = 0;
      for (let message = 1; message <= MESSAGES; message++) {
        peer.say(MESSAGE, 1, { message, payload: fixture.content(message, MESSAGE_BYTES) });
        await mustCome(stream.filled(), "a message comes");
        await mustHaveGranted(peer, consumed);
        mustEqual(stream.take(), { expected: TAKEN, what: "take" });
        stream.done();
        consumed += MESSAGE_BYTES;
        await mustHaveGranted(peer, consumed);
      }
      const least = consumed - WINDOW_BYTES / 2;
      await mustBecome(() => granted(peer) > least, `more than ${least} bytes are granted`);
      // a piece of a message, which its sender gives up by starting the next one
      const start = { message: MESSAGES + 1, payload: new Uint8Array(600), done: false };
      peer.say(MESSAGE, 1, start);
      peer.say(MESSAGE, 1, { message: MESSAGES + 2, payload: Uint8Array.of(1) });
      const again = consumed + 600 - WINDOW_BYTES / 2;
      await mustBecome(() => granted(peer) > again, "what was given up is granted again");
      await mustHaveGranted(peer, consumed + 600);
      peer.say(MESSAGE, 1, { message: MESSAGES + 3, payload: new Uint8Array(WINDOW_BYTES) });
      await mustBecome(() => connection.transport.readBytes >= peer.saidBytes, "all is read");
      stream.take();
      peer.say(CANCEL, 1, { message: MESSAGES + 4 });
      await mustBecome(() => stream.isTerminated, "the cancel comes");
      const before = granted(peer);
      stream.done();
      await stir(() => false);
      mustEqual(granted(peer), { expected: before, what: "granted after the end of the stream" });
    });
    return holds();
  },
};

function granted(peer: RawPeer): number {
  const grants = peer.look().filter(({ kind }: Pick<Frame, "kind">) => kind === WINDOW_UPDATE);
  return grants.reduce((sum, { payload }) => sum + decodeGrant(payload, 0, payload.length), 0);
}

async function mustHaveGranted(peer: RawPeer, atMost: number): Promise<void> {
  await stir(() => false, 1);
  const bytes = granted(peer);
  must(bytes <= atMost, { expected: `at most ${atMost} bytes granted`, actual: `${bytes} bytes` });
}
