/** Nobody sleeps through what he waits for, in whatever order things happen. @module */
import type { QueueTraits } from "../../lib/mux/queue/contract.ts";
import type { Rule } from "../rule.ts";
import { checkFreshRuns } from "./fresh_runs.ts";
import { casts, describeCast, Play } from "./interleavings.ts";
import type { QueueFixture } from "./queue_fixture.ts";

const RUNS = 160;

export const noLostWakeup: Rule<QueueFixture, QueueTraits> = {
  id: "mux/no_lost_wakeup",
  paths: ["MX-6", "X9"],
  requirement: "With several producers, a consumer and a closer, none MUST wait for ever and no " +
    "message be lost, doubled or reordered, whichever goes next",
  source: "https://github.com/cockroachdb/drpc/pull/55",
  killedBy: [
    "wakes_on_transition_only",
    "sleeps_without_looking_again",
    "room_wakes_nobody",
    "filled_wakes_nobody",
    "close_forgets_the_producer",
    "close_forgets_the_consumer",
  ],
  on: "both",
  check(fixture) {
    return checkFreshRuns(fixture, {
      inputs: casts(),
      runCount: RUNS,
      run: (fresh, cast) => new Play(fresh, cast).run(),
      describe: describeCast,
    });
  },
};
