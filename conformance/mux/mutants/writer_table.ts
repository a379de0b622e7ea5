/** Every mutant of writers and of connections around them: add a row here, nowhere else. @module */
import type { FrameWriter, WriterInput } from "../../../lib/mux/writer/contract.ts";
import type { Bug } from "../../bug.ts";
import type { Mutant } from "../../suite.ts";
import type { WriterRow } from "../writer_row.ts";
import { asksForNoFlush } from "./asks_for_no_flush.ts";
import { badGrantEndsIt } from "./bad_grant_ends_it.ts";
import { boundOpensAtEachFlush } from "./bound_opens_at_each_flush.ts";
import { cancelEndsAnother } from "./cancel_ends_another.ts";
import { cancelLeavesTheReceiver } from "./cancel_leaves_the_receiver.ts";
import { cancelReportsTheEnd } from "./cancel_reports_the_end.ts";
import { canceledCallSaysItEnded } from "./canceled_call_says_it_ended.ts";
import { canceledCallTakesANumber } from "./canceled_call_takes_a_number.ts";
import { cancelsWhatIsUnknown } from "./cancels_what_is_unknown.ts";
import { claimsABound } from "./claims_a_bound.ts";
import { closeReturnsEarly } from "./close_returns_early.ts";
import { coalescesInName } from "./coalesces_in_name.ts";
import { controlIsDroppedAtTheBound } from "./control_is_dropped_at_the_bound.ts";
import { controlWaitsAtTheBound } from "./control_waits_at_the_bound.ts";
import { countsFramesTwice } from "./counts_frames_twice.ts";
import { countsWhatItWished } from "./counts_what_it_wished.ts";
import { deadStreamsTakeFrames } from "./dead_streams_take_frames.ts";
import { doneNeverComes } from "./done_never_comes.ts";
import { earlyEndIsLost } from "./early_end_is_lost.ts";
import { endOfTheWithdrawnIsDropped } from "./end_of_the_withdrawn_is_dropped.ts";
import { endedStreamsKeepTheirPlace } from "./ended_streams_keep_their_place.ts";
import { errorIsSwallowed } from "./error_is_swallowed.ts";
import { forgetsAWaiter } from "./forgets_a_waiter.ts";
import { forgetsTheParked } from "./forgets_the_parked.ts";
import { forgetsWhatWasGivenUp } from "./forgets_what_was_given_up.ts";
import { frameTornAtShortWrite } from "./frame_torn_at_short_write.ts";
import { frameWaitsForTheNext } from "./frame_waits_for_the_next.ts";
import { gathersUnasked } from "./gathers_unasked.ts";
import { grantIsCutTo32Bits } from "./grant_is_cut_to_32_bits.ts";
import { grantsAfterTheEnd } from "./grants_after_the_end.ts";
import { grantsTwice } from "./grants_twice.ts";
import { halfDuplex } from "./half_duplex.ts";
import { headerGoesAhead } from "./header_goes_ahead.ts";
import { invokeIsSplit } from "./invoke_is_split.ts";
import { lateFramesAreErrors } from "./late_frames_are_errors.ts";
import { lateOpenGetsAnotherReason } from "./late_open_gets_another_reason.ts";
import { laterStopWins } from "./later_stop_wins.ts";
import { lendsTheHeader } from "./lends_the_header.ts";
import { lendsThePayload } from "./lends_the_payload.ts";
import { longMessageWaitsForEver } from "./long_message_waits_for_ever.ts";
import { numbersAreUsedTwice } from "./numbers_are_used_twice.ts";
import { oneAssemblerForAll } from "./one_assembler_for_all.ts";
import { oneStreamTooMany } from "./one_stream_too_many.ts";
import { parkedInReverse } from "./parked_in_reverse.ts";
import { queuedMessagesStayOut } from "./queued_messages_stay_out.ts";
import { queuesOfOneMessage } from "./queues_of_one_message.ts";
import { reasonsDiffer } from "./reasons_differ.ts";
import { refusalEndsTheConnection } from "./refusal_ends_the_connection.ts";
import { roomIsNotLookedFor } from "./room_is_not_looked_for.ts";
import { shortWriteStartsAnew } from "./short_write_starts_anew.ts";
import { socketStaysOpen } from "./socket_stays_open.ts";
import { spinsUntilThereIsRoom } from "./spins_until_there_is_room.ts";
import { stalledIsForgotten } from "./stalled_is_forgotten.ts";
import { stopForgetsTheParked } from "./stop_forgets_the_parked.ts";
import { stopSendsTheRest } from "./stop_sends_the_rest.ts";
import { stopTellsOfAnError } from "./stop_tells_of_an_error.ts";
import { tellsTheErrorTwice } from "./tells_the_error_twice.ts";
import { windowsWithoutEnd } from "./windows_without_end.ts";
import { withdrawForgets } from "./withdraw_forgets.ts";
import { withdrawTakesAll } from "./withdraw_takes_all.ts";
import { withdrawnIsWrittenEvenSo } from "./withdrawn_is_written_even_so.ts";
import { writeAfterStopIsTaken } from "./write_after_stop_is_taken.ts";

export const writerMutants: readonly Mutant<WriterRow>[] = [
  asksForNoFlush,
  badGrantEndsIt,
  boundOpensAtEachFlush,
  cancelEndsAnother,
  cancelLeavesTheReceiver,
  cancelReportsTheEnd,
  canceledCallSaysItEnded,
  canceledCallTakesANumber,
  cancelsWhatIsUnknown,
  claimsABound,
  closeReturnsEarly,
  coalescesInName,
  controlWaitsAtTheBound,
  countsFramesTwice,
  countsWhatItWished,
  deadStreamsTakeFrames,
  doneNeverComes,
  earlyEndIsLost,
  endOfTheWithdrawnIsDropped,
  endedStreamsKeepTheirPlace,
  errorIsSwallowed,
  forgetsAWaiter,
  forgetsTheParked,
  forgetsWhatWasGivenUp,
  frameWaitsForTheNext,
  gathersUnasked,
  grantIsCutTo32Bits,
  grantsAfterTheEnd,
  halfDuplex,
  headerGoesAhead,
  invokeIsSplit,
  lateFramesAreErrors,
  lateOpenGetsAnotherReason,
  laterStopWins,
  lendsTheHeader,
  lendsThePayload,
  longMessageWaitsForEver,
  numbersAreUsedTwice,
  oneAssemblerForAll,
  oneStreamTooMany,
  parkedInReverse,
  queuedMessagesStayOut,
  queuesOfOneMessage,
  reasonsDiffer,
  refusalEndsTheConnection,
  roomIsNotLookedFor,
  shortWriteStartsAnew,
  socketStaysOpen,
  spinsUntilThereIsRoom,
  stalledIsForgotten,
  stopForgetsTheParked,
  stopSendsTheRest,
  stopTellsOfAnError,
  windowsWithoutEnd,
  withdrawTakesAll,
  withdrawnIsWrittenEvenSo,
];

/** Bugs of any writer. */
export const writerBugs: readonly Bug<FrameWriter, WriterInput>[] = [
  controlIsDroppedAtTheBound,
  frameTornAtShortWrite,
  grantsTwice,
  tellsTheErrorTwice,
  withdrawForgets,
  writeAfterStopIsTaken,
];
