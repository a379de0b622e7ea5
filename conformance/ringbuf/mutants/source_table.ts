/** The mutants that the shared rules of the Source role kill: add a row here. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { AnySource } from "../../../lib/source.ts";
import type { Bug } from "../../bug.ts";
import type { Mutant } from "../../suite.ts";
import { capForgetsARecord } from "./cap_forgets_a_record.ts";
import { capIsSilent } from "./cap_is_silent.ts";
import { closeReleasesTheUnread } from "./close_releases_the_unread.ts";
import { closeTwiceThrows } from "./close_twice_throws.ts";
import { closeUnmaps } from "./close_unmaps.ts";
import { commitRepeats } from "./commit_repeats.ts";
import { commitsTheBatchEarly } from "./commits_the_batch_early.ts";
import { cutsLongPayloads } from "./cuts_long_payloads.ts";
import { deadlineBeforeData } from "./deadline_before_data.ts";
import { deadlineRestartsAtSignal } from "./deadline_restarts_at_signal.ts";
import { deliversTwice } from "./delivers_twice.ts";
import { discardsAreData } from "./discards_are_data.ts";
import { discardsStay } from "./discards_stay.ts";
import { emptyIsClosed } from "./empty_is_closed.ts";
import { failedOpenLeaks } from "./failed_open_leaks.ts";
import { heldWaitHasNoDeadline } from "./held_wait_has_no_deadline.ts";
import { heldWaitSpins } from "./held_wait_spins.ts";
import { leaksADescriptor } from "../../shared/mutants/leaks_a_descriptor.ts";
import { leaksAMapping } from "./leaks_a_mapping.ts";
import { neverReleases } from "./never_releases.ts";
import { openHidesTheRefusal } from "./open_hides_the_refusal.ts";
import { probeNamesNoReason } from "./probe_names_no_reason.ts";
import { reentryIsNotNoticed } from "./reentry_is_not_noticed.ts";
import { releasesAtHandOut } from "./releases_at_hand_out.ts";
import { releasesTwice } from "./releases_twice.ts";
import { signalIsADeadline } from "./signal_is_a_deadline.ts";
import { skipsARecord } from "./skips_a_record.ts";
import { swapsNeighbours } from "./swaps_neighbours.ts";
import { tokenAcceptsStale } from "./token_accepts_stale.ts";
import { tokenForgetsOutOfOrder } from "./token_forgets_out_of_order.ts";
import { tokenReleasesAtOnce } from "./token_releases_at_once.ts";
import { waitIsDeafToClose } from "./wait_is_deaf_to_close.ts";
import { waitIsDeafToData } from "./wait_is_deaf_to_data.ts";
import { waitSpins } from "./wait_spins.ts";
import { zeroLengthIsEmpty } from "./zero_length_is_empty.ts";

export const sourceMutants: readonly Mutant<RingbufImplementation>[] = [
  capForgetsARecord,
  capIsSilent,
  closeReleasesTheUnread,
  closeTwiceThrows,
  closeUnmaps,
  commitRepeats,
  commitsTheBatchEarly,
  cutsLongPayloads,
  deadlineBeforeData,
  deadlineRestartsAtSignal,
  deliversTwice,
  discardsAreData,
  discardsStay,
  emptyIsClosed,
  failedOpenLeaks,
  heldWaitHasNoDeadline,
  heldWaitSpins,
  leaksAMapping,
  openHidesTheRefusal,
  probeNamesNoReason,
  reentryIsNotNoticed,
  releasesAtHandOut,
  releasesTwice,
  signalIsADeadline,
  swapsNeighbours,
  tokenAcceptsStale,
  tokenForgetsOutOfOrder,
  tokenReleasesAtOnce,
  waitIsDeafToClose,
  waitIsDeafToData,
  waitSpins,
  zeroLengthIsEmpty,
];

/** Bugs of any reader, in whatever style it hands out. */
export const sourceBugs: readonly Bug<AnySource>[] = [
  leaksADescriptor,
  neverReleases,
  skipsARecord,
];
