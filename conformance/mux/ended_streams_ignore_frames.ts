/** Frames for streams that have ended, or never were, are passed over. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import {
  CANCEL,
  CLOSE,
  CLOSE_SEND,
  ERROR,
  INVOKE,
  MESSAGE,
  WINDOW_UPDATE,
} from "../../lib/mux/frame.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { mustBecome, mustCome } from "./waiting.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const KINDS = [MESSAGE, WINDOW_UPDATE, ERROR, CLOSE_SEND, CLOSE, CANCEL];
/** A stream that never was. */
const UNKNOWN = 9999;

export const endedStreamsIgnoreFrames: Rule<WriterFixture, WriterTraits> = {
  id: "mux/ended_streams_ignore_frames",
  paths: ["MX-23"],
  requirement: "Frames of any kind for a stream that has ended, or that never was, MUST change " +
    "nothing: the connection and other streams go on",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "late_frames_are_errors",
    "dead_streams_take_frames",
  ],
  on: "kernel",
  async check(fixture) {
    await fixture.faced({}, async ({ connection, peer }) => {
      const { stream } = connection.open("ends");
      const { stream: held } = connection.open("ended and not finished");
      const { stream: other } = connection.open("goes on");
      await peer.until(INVOKE, other.id, "the invocations come");
      peer.say(MESSAGE, held.id, { payload: Uint8Array.of(1) });
      await mustCome(held.filled(), "a message comes");
      held.take();
      stream.cancel();
      held.cancel();
      const ids = [stream.id, held.id, UNKNOWN];
      for (const id of ids) {
        for (const kind of KINDS) peer.say(kind, id, { message: 2, payload: Uint8Array.of(5) });
      }
      peer.say(MESSAGE, other.id, { payload: Uint8Array.of(7) });
      const message = await mustCome(other.receive(), "a message for another stream comes");
      mustEqual(message, { expected: Uint8Array.of(7), what: "the message of another stream" });
      mustEqual(connection.ignoredFrames, {
        expected: ids.length * KINDS.length,
        what: "frames passed over",
      });
      held.done();
      await mustBecome(() => held.isFinished, "a stream finishes when its message is let go");
      mustEqual(connection.registry.count, { expected: 1, what: "streams" });
    });
    return holds();
  },
};
