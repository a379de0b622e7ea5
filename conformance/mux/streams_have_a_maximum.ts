/** One stream too many is refused, and nothing else comes of it. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { TooManyStreams } from "../../lib/mux/errors.ts";
import { CANCEL, ERROR, MESSAGE } from "../../lib/mux/frame.ts";
import { holds, mustEqual, mustThrow, type Rule } from "../rule.ts";
import { mustBecome, mustCome } from "./waiting.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const MAXIMUM = 3;
const MANY = 300;

export const streamsHaveAMaximum: Rule<WriterFixture, WriterTraits> = {
  id: "mux/streams_have_a_maximum",
  paths: ["MX-25", "X3"],
  requirement: "At the maximum of streams a further one MUST be refused on its own, on both " +
    "sides; the connection goes on, an end makes room, and 0 means no maximum",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "one_stream_too_many",
    "ended_streams_keep_their_place",
    "refusal_ends_the_connection",
  ],
  on: "kernel",
  async check(fixture) {
    await fixture.faced(
      { streamsMax: MAXIMUM, sendBufferBytes: 4096, markBytes: 1 },
      async (faced) => {
        const { connection, peer } = faced;
        const streams = Array.from({ length: MAXIMUM }, () => connection.open("one").stream);
        const what = "a stream above the maximum";
        const { name } = TooManyStreams;
        mustThrow(() => connection.open("too many"), { name, what });
        mustEqual(connection.registry.highestId, { expected: MAXIMUM, what: "numbers used" });
        streams[1]!.cancel();
        await mustBecome(() => connection.registry.count === MAXIMUM - 1, "an end makes room");
        const { stream } = connection.open("next");
        mustThrow(() => connection.open("too many"), { name, what });
        await peer.until(1, stream.id, "the next stream is invoked");
      },
    );
    await fixture.faced({ serves: true, streamsMax: MAXIMUM }, async ({ accepted, peer }) => {
      for (let id = 1; id <= MAXIMUM + 1; id++) peer.invoke(id);
      await peer.until(ERROR, MAXIMUM + 1, "the stream above the maximum is refused");
      mustEqual(accepted.length, { expected: MAXIMUM, what: "streams accepted" });
      peer.say(MESSAGE, 1, { payload: Uint8Array.of(1) });
      const message = await mustCome(accepted[0]!.receive(), "the others go on");
      mustEqual(message, { expected: Uint8Array.of(1), what: "a message of another" });
      peer.say(CANCEL, 2);
      peer.invoke(MAXIMUM + 2);
      await mustBecome(() => accepted.length === MAXIMUM + 1, "an end makes room for another");
    });
    await fixture.connected({ streamsMax: 0 }, async ({ connection, accepted }) => {
      for (let count = 0; count < MANY; count++) connection.open("many");
      await mustBecome(() => accepted.length === MANY, {
        what: "without a maximum all streams come",
        progress: () => accepted.length,
      });
    });
    return holds();
  },
};
