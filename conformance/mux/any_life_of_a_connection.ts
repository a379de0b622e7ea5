/** Streams sent on, received, cancelled, closed, and a connection ended, in any order. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import type { Rule } from "../rule.ts";
import { describeLife, Life, lives } from "./connection_life.ts";
import { checkFreshRuns } from "./fresh_runs.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const RUNS = 30;
/** Who waits for ever is waited for, each time. */
const SHRINKS_MAX = 3;

export const anyLifeOfAConnection: Rule<WriterFixture, WriterTraits> = {
  id: "mux/any_life_of_a_connection",
  paths: ["MX-21", "MX-22", "MX-26", "X9"],
  requirement: "Whichever of senders, receivers, cancels, closes, a stop and a failing socket " +
    "goes next, messages MUST arrive in order and whole, ends be told as what they " +
    "were, one reason told to all that a connection's end cuts off, and all come to an end",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "cancel_reports_the_end",
    "forgets_a_waiter",
    "forgets_the_parked",
    "one_assembler_for_all",
    "reasons_differ",
  ],
  on: "kernel",
  check(fixture) {
    return checkFreshRuns(fixture, {
      inputs: lives(),
      runCount: RUNS,
      shrinksMax: SHRINKS_MAX,
      run: (fresh, plan) => {
        const { socket } = plan;
        const options = { socket, markBytes: 200, framePayloadBytesMax: 64, windowBytes: 150 };
        return fresh.connected(options, (pair) => new Life(fresh, pair, plan).run());
      },
      describe: describeLife,
    });
  },
};
