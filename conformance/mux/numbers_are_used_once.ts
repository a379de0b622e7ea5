/** A stream number is used once, and after the end there are no more. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { ProtocolError } from "../../lib/mux/errors.ts";
import { CANCEL } from "../../lib/mux/frame.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import { mustBecome, mustCome, mustRefuse, mustReject } from "./waiting.ts";
import type { WriterFixture } from "./writer_fixture.ts";

/** Numbers invoked, the last one wrongly. */
const CASES = [[1, 1], [3, 2], [1, 2, 1], [5, 7, 5]];

export const numbersAreUsedOnce: Rule<WriterFixture, WriterTraits> = {
  id: "mux/numbers_are_used_once",
  paths: ["MX-23"],
  requirement: "An invocation of a number that was used MUST end the connection with " +
    "ProtocolError, for all its streams, and who opens one later gets that same " +
    "error",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "numbers_are_used_twice",
    "late_open_gets_another_reason",
  ],
  on: "kernel",
  async check(fixture) {
    for (const numbers of CASES) {
      for (const isEnded of [false, true]) {
        await fixture.faced({ serves: true }, async ({ connection, accepted, peer }) => {
          const wrong = numbers.at(-1)!;
          const right = numbers.slice(0, -1);
          for (const number of right) peer.invoke(number);
          await mustBecome(() => accepted.length === right.length, "the streams come");
          mustEqual(accepted.map(({ id }) => id), { expected: right, what: "their numbers" });
          if (isEnded) peer.say(CANCEL, right[0]!);
          if (isEnded) await mustBecome(() => accepted[0]!.isFinished, "a stream ends");
          const waits = accepted.slice(isEnded ? 1 : 0).map((stream) => stream.receive());
          waits.forEach((wait) => wait.catch(() => {}));
          peer.invoke(wrong);
          const reason = await mustCome(connection.ended(), "the connection ends");
          must(reason instanceof ProtocolError, { expected: "ProtocolError", actual: reason });
          for (const wait of waits) {
            const error = await mustReject(wait, "a receive on a stream of it");
            must(error === reason, { expected: "the error of the connection", actual: error });
          }
          const late = await mustRefuse(() => connection.open("late").invoked, "a late stream");
          must(late === reason, { expected: "the error of the connection", actual: late });
          await mustBecome(() => {
            peer.look();
            return peer.hasEnded;
          }, "the peer sees the end");
        });
      }
    }
    return holds();
  },
};
