/** The rules about rings, for receivers and senders alike: add a row here, nowhere else. @module */
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

/** Of any path with a ring: what the host denies, and what an owner or a close may do. */
export const faultRules: readonly Rule<RoundTripFixture, HostTraits>[] = [
  closeEndsAccess,
  missingOperation,
  noRingNoService,
  ownDescriptor,
  pollingIsEnough,
  refusedSubmit,
];

/** Of the netlink path, whose requests have names of its own. */
export const ringRules: readonly Rule<RoundTripFixture, HostTraits>[] = [
  ...faultRules,
  foreignThread,
  orphanIsCounted,
  overflowLosesNothing,
  requestIdsWrap,
  workerEnds,
];
