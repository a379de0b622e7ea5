/** Every mutant of the ringbuf path: add a row here, nowhere else. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { attachesAtZero } from "./attaches_at_zero.ts";
import { busyHasNoDeadline } from "./busy_has_no_deadline.ts";
import { busyIsReady } from "./busy_is_ready.ts";
import { bytesAreACopy } from "./bytes_are_a_copy.ts";
import { closeEndsCommits } from "./close_ends_commits.ts";
import { closeReleasesHeld } from "./close_releases_held.ts";
import { closeWaitsForTheLease } from "./close_waits_for_the_lease.ts";
import { commitAfterDataOnly } from "./commit_after_data_only.ts";
import { commitComparesByLess } from "./commit_compares_by_less.ts";
import { commitForgetsAHeader } from "./commit_forgets_a_header.ts";
import { commitForgetsDiscards } from "./commit_forgets_discards.ts";
import { commitNeedsData } from "./commit_needs_data.ts";
import { commitPublishesProducer } from "./commit_publishes_producer.ts";
import { commitRefusesAfterCorruption } from "./commit_refuses_after_corruption.ts";
import { copiesIntoTheView } from "./copies_into_the_view.ts";
import { cutsAtTheEnd } from "./cuts_at_the_end.ts";
import { dataBeatsClose } from "./data_beats_close.ts";
import { deadlineWithoutALook } from "./deadline_without_a_look.ts";
import { discardClosesTheWait } from "./discard_closes_the_wait.ts";
import { discardIsReadyForEver } from "./discard_is_ready_for_ever.ts";
import { disposeIgnoresTheLease } from "./dispose_ignores_the_lease.ts";
import { failedOpenKeepsThePage } from "./failed_open_keeps_the_page.ts";
import { flushBeforeData } from "./flush_before_data.ts";
import { flushIsLost } from "./flush_is_lost.ts";
import { flushStays } from "./flush_stays.ts";
import { forgetsAtBusy } from "./forgets_at_busy.ts";
import { forgetsTheCorrupt } from "./forgets_the_corrupt.ts";
import { handsOutBusy } from "./hands_out_busy.ts";
import { jumpsWhenFull } from "./jumps_when_full.ts";
import { leaseCommitsAtScopeEnd } from "./lease_commits_at_scope_end.ts";
import { leaseOutlivesScope } from "./lease_outlives_scope.ts";
import { pollsTooRarely } from "./polls_too_rarely.ts";
import { positionAheadIsEmpty } from "./position_ahead_is_empty.ts";
import { positionsComparedByLess } from "./positions_compared_by_less.ts";
import { positionsLoseTheCarry } from "./positions_lose_the_carry.ts";
import { remainingCountsItself } from "./remaining_counts_itself.ts";
import { remainingIsAlwaysZero } from "./remaining_is_always_zero.ts";
import { repairsThePosition } from "./repairs_the_position.ts";
import { roundsTheSize } from "./rounds_the_size.ts";
import { roundsToFour } from "./rounds_to_four.ts";
import { skipsBusy } from "./skips_busy.ts";
import { skipsTheCorrupt } from "./skips_the_corrupt.ts";
import { sleepsOnAnEdgeAfterCommit } from "./sleeps_on_an_edge_after_commit.ts";
import { sleepsOnAnEdgeWhileHeld } from "./sleeps_on_an_edge_while_held.ts";
import { spinsAtBusy } from "./spins_at_busy.ts";
import { strideTooLongBy8 } from "./stride_too_long_by_8.ts";
import { tokenForgetsTrailingDiscards } from "./token_forgets_trailing_discards.ts";
import { tokenReleaseCounts } from "./token_release_counts.ts";
import { tokensCountFromOne } from "./tokens_count_from_one.ts";
import { trustsTheLength } from "./trusts_the_length.ts";
import { viewEndsWithAnyToken } from "./view_ends_with_any_token.ts";
import { viewIsACopy } from "./view_is_a_copy.ts";
import { viewOutlivesCommit } from "./view_outlives_commit.ts";
import { visitErrorIsSwallowed } from "./visit_error_is_swallowed.ts";
import { visitErrorKeepsTheRecord } from "./visit_error_keeps_the_record.ts";
import { visitErrorWedges } from "./visit_error_wedges.ts";
import { visitStopIsIgnored } from "./visit_stop_is_ignored.ts";
import { wakesForADiscardForever } from "./wakes_for_a_discard_forever.ts";

export const ringbufMutants: readonly Mutant<RingbufImplementation>[] = [
  attachesAtZero,
  busyHasNoDeadline,
  busyIsReady,
  bytesAreACopy,
  closeEndsCommits,
  closeReleasesHeld,
  closeWaitsForTheLease,
  commitAfterDataOnly,
  commitComparesByLess,
  commitForgetsAHeader,
  commitForgetsDiscards,
  commitNeedsData,
  commitPublishesProducer,
  commitRefusesAfterCorruption,
  copiesIntoTheView,
  cutsAtTheEnd,
  dataBeatsClose,
  deadlineWithoutALook,
  discardClosesTheWait,
  discardIsReadyForEver,
  disposeIgnoresTheLease,
  failedOpenKeepsThePage,
  flushBeforeData,
  flushIsLost,
  flushStays,
  forgetsAtBusy,
  forgetsTheCorrupt,
  handsOutBusy,
  jumpsWhenFull,
  leaseCommitsAtScopeEnd,
  leaseOutlivesScope,
  pollsTooRarely,
  positionAheadIsEmpty,
  positionsComparedByLess,
  positionsLoseTheCarry,
  remainingCountsItself,
  remainingIsAlwaysZero,
  repairsThePosition,
  roundsTheSize,
  roundsToFour,
  skipsBusy,
  skipsTheCorrupt,
  sleepsOnAnEdgeAfterCommit,
  sleepsOnAnEdgeWhileHeld,
  spinsAtBusy,
  strideTooLongBy8,
  tokenForgetsTrailingDiscards,
  tokenReleaseCounts,
  tokensCountFromOne,
  trustsTheLength,
  viewEndsWithAnyToken,
  viewIsACopy,
  viewOutlivesCommit,
  visitErrorIsSwallowed,
  visitErrorKeepsTheRecord,
  visitErrorWedges,
  visitStopIsIgnored,
  wakesForADiscardForever,
];
