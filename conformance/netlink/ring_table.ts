/** The rules about rings, for receivers and senders alike: add a row here, nowhere else. @module */
import type { HostTraits } from "../../lib/implementation.ts";
import type { Rule } from "../rule.ts";
import { foreignThread } from "./foreign_thread.ts";
import { orphanIsCounted } from "./orphan_is_counted.ts";
import { overflowLosesNothing } from "./overflow_loses_nothing.ts";
import { requestIdsWrap } from "./request_ids_wrap.ts";
import type { RoundTripFixture } from "./round_trip.ts";
import { workerEnds } from "./worker_ends.ts";

export const ringRules: readonly Rule<RoundTripFixture, HostTraits>[] = [
  foreignThread,
  orphanIsCounted,
  overflowLosesNothing,
  requestIdsWrap,
  workerEnds,
];
