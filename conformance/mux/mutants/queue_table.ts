/** Every mutant of queues: add a row here, nowhere else. @module */
import type { MessageQueue, QueueImplementation } from "../../../lib/mux/queue/contract.ts";
import type { Bug } from "../../bug.ts";
import type { Mutant } from "../../suite.ts";
import { badOfferIsFull } from "./bad_offer_is_full.ts";
import { budgetCheckedTooLate } from "./budget_checked_too_late.ts";
import { budgetRefusesOversize } from "./budget_refuses_oversize.ts";
import { bufferGoesBackAtOffer } from "./buffer_goes_back_at_offer.ts";
import { bufferGoesBackAtTake } from "./buffer_goes_back_at_take.ts";
import { closeDoesNotWait } from "./close_does_not_wait.ts";
import { closeDropsTheQueued } from "./close_drops_the_queued.ts";
import { closeEndsTheHold } from "./close_ends_the_hold.ts";
import { closeForgetsTheConsumer } from "./close_forgets_the_consumer.ts";
import { closeForgetsTheProducer } from "./close_forgets_the_producer.ts";
import { closeWaitsUnasked } from "./close_waits_unasked.ts";
import { closeWakesOne } from "./close_wakes_one.ts";
import { copiesAreCountedTwice } from "./copies_are_counted_twice.ts";
import { copiesAreNotCounted } from "./copies_are_not_counted.ts";
import { copiesInSecret } from "./copies_in_secret.ts";
import { depthIsNegativeAtWrap } from "./depth_is_negative_at_wrap.ts";
import { disposalReleasesTwice } from "./disposal_releases_twice.ts";
import { doneForgetsTheCloser } from "./done_forgets_the_closer.ts";
import { doneNeedsNoTake } from "./done_needs_no_take.ts";
import { doneTwiceIsFine } from "./done_twice_is_fine.ts";
import { doneTwiceReleasesAgain } from "./done_twice_releases_again.ts";
import { emptyMessageIsNothing } from "./empty_message_is_nothing.ts";
import { emptyMessageIsTheEnd } from "./empty_message_is_the_end.ts";
import { emptyMessagesAreFree } from "./empty_messages_are_free.ts";
import { endIsToldOnce } from "./end_is_told_once.ts";
import { filledOfAnEmptyQueue } from "./filled_of_an_empty_queue.ts";
import { filledWakesNobody } from "./filled_wakes_nobody.ts";
import { fullBeatsClosed } from "./full_beats_closed.ts";
import { heldIsLeftBehind } from "./held_is_left_behind.ts";
import { heldPlaceIsGivenAway } from "./held_place_is_given_away.ts";
import { holdMovesOn } from "./hold_moves_on.ts";
import { holdSurvivesInTheDepth } from "./hold_survives_in_the_depth.ts";
import { lastReasonWins } from "./last_reason_wins.ts";
import { lateBufferIsLost } from "./late_buffer_is_lost.ts";
import { lateOfferIsTaken } from "./late_offer_is_taken.ts";
import { lateOfferThrows } from "./late_offer_throws.ts";
import { ledgerCountsTheRefused } from "./ledger_counts_the_refused.ts";
import { ledgerForgetsTheDiscarded } from "./ledger_forgets_the_discarded.ts";
import { longMessageIsCut } from "./long_message_is_cut.ts";
import { messageIsLost } from "./message_is_lost.ts";
import { newestComesFirst } from "./newest_comes_first.ts";
import { nothingIsTheEnd } from "./nothing_is_the_end.ts";
import { opensWithABufferTooMany } from "./opens_with_a_buffer_too_many.ts";
import { oversizeOpensTheBudget } from "./oversize_opens_the_budget.ts";
import { placeKeepsALongBuffer } from "./place_keeps_a_long_buffer.ts";
import { placeKeepsItsLength } from "./place_keeps_its_length.ts";
import { placesByRemainder } from "./places_by_remainder.ts";
import { queuedAreLeftBehind } from "./queued_are_left_behind.ts";
import { refusalTakesTheBuffer } from "./refusal_takes_the_buffer.ts";
import { roomWakesNobody } from "./room_wakes_nobody.ts";
import { secondCloseThrows } from "./second_close_throws.ts";
import { sleepsWithoutLookingAgain } from "./sleeps_without_looking_again.ts";
import { takeGivesUpTheHold } from "./take_gives_up_the_hold.ts";
import { takesOneTooMany } from "./takes_one_too_many.ts";
import { twoChangePlaces } from "./two_change_places.ts";
import { wakesOnTransitionOnly } from "./wakes_on_transition_only.ts";

export const queueMutants: readonly Mutant<QueueImplementation>[] = [
  badOfferIsFull,
  budgetCheckedTooLate,
  budgetRefusesOversize,
  bufferGoesBackAtOffer,
  bufferGoesBackAtTake,
  closeDoesNotWait,
  closeDropsTheQueued,
  closeEndsTheHold,
  closeForgetsTheProducer,
  closeWaitsUnasked,
  closeWakesOne,
  copiesAreCountedTwice,
  copiesAreNotCounted,
  copiesInSecret,
  depthIsNegativeAtWrap,
  disposalReleasesTwice,
  doneForgetsTheCloser,
  doneNeedsNoTake,
  doneTwiceReleasesAgain,
  emptyMessageIsTheEnd,
  emptyMessagesAreFree,
  endIsToldOnce,
  filledOfAnEmptyQueue,
  filledWakesNobody,
  fullBeatsClosed,
  heldIsLeftBehind,
  heldPlaceIsGivenAway,
  holdMovesOn,
  holdSurvivesInTheDepth,
  lastReasonWins,
  lateOfferIsTaken,
  lateOfferThrows,
  ledgerCountsTheRefused,
  ledgerForgetsTheDiscarded,
  longMessageIsCut,
  messageIsLost,
  newestComesFirst,
  nothingIsTheEnd,
  opensWithABufferTooMany,
  oversizeOpensTheBudget,
  placeKeepsALongBuffer,
  placeKeepsItsLength,
  placesByRemainder,
  queuedAreLeftBehind,
  refusalTakesTheBuffer,
  roomWakesNobody,
  secondCloseThrows,
  sleepsWithoutLookingAgain,
  takeGivesUpTheHold,
  takesOneTooMany,
  twoChangePlaces,
  wakesOnTransitionOnly,
];

/** Bugs of any queue. */
export const queueBugs: readonly Bug<MessageQueue>[] = [
  closeForgetsTheConsumer,
  doneTwiceIsFine,
  emptyMessageIsNothing,
  lateBufferIsLost,
];
