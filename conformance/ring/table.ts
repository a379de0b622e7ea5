/** The rules about rings, for sources and sinks alike: add a row here, nowhere else. @module */
import type { HostTraits } from "../../lib/implementation.ts";
import type { Rule } from "../rule.ts";
import { closeEndsAccess } from "./close_ends_access.ts";
import { foreignThread } from "./foreign_thread.ts";
import { missingOperation } from "./missing_operation.ts";
import { noRingNoService } from "./no_ring_no_service.ts";
import { orphanIsCounted } from "./orphan_is_counted.ts";
import { overflowLosesNothing } from "./overflow_loses_nothing.ts";
import { ownDescriptor } from "./own_descriptor.ts";
import { pollingIsEnough } from "./polling_is_enough.ts";
import { refusedSubmit } from "./refused_submit.ts";
import { requestIdsWrap } from "./request_ids_wrap.ts";
import type { RoundTripFixture } from "./round_trip.ts";
import { workerEnds } from "./worker_ends.ts";

export const ringRules: readonly Rule<RoundTripFixture, HostTraits>[] = [
  closeEndsAccess,
  missingOperation,
  noRingNoService,
  ownDescriptor,
  pollingIsEnough,
  refusedSubmit,
  foreignThread,
  orphanIsCounted,
  overflowLosesNothing,
  requestIdsWrap,
  workerEnds,
];
