/** Every mutant of the readyread path: add a row here, nowhere else. @module */
import type { ReadSource } from "../../../lib/readyread/contract.ts";
import type { Bug } from "../../bug.ts";
import type { ReadMutant } from "../read_mutant.ts";
import { acquiresTwice } from "./acquires_twice.ts";
import { aimIsForgotten } from "./aim_is_forgotten.ts";
import { aimsTooFar } from "./aims_too_far.ts";
import { anyOffsetIsReleased } from "./any_offset_is_released.ts";
import { blockingModeIsRefused } from "./blocking_mode_is_refused.ts";
import { bufferedForgetsAtTheEnd } from "./buffered_forgets_at_the_end.ts";
import { bufferedKeepsWhatWasRead } from "./buffered_keeps_what_was_read.ts";
import { bufferedLosesItsBuffers } from "./buffered_loses_its_buffers.ts";
import { bufferedRepeats } from "./buffered_repeats.ts";
import { bufferedSkipsAByte } from "./buffered_skips_a_byte.ts";
import { busyGoesFirst } from "./busy_goes_first.ts";
import { capDropsAPayload } from "./cap_drops_a_payload.ts";
import { capIsSilent } from "./cap_is_silent.ts";
import { closeTakesWhatIsInHand } from "./close_takes_what_is_in_hand.ts";
import { commitSkipsTheLast } from "./commit_skips_the_last.ts";
import { disposalForgetsBuffers } from "./disposal_forgets_buffers.ts";
import { dropsAByte } from "./drops_a_byte.ts";
import { edgeWithoutDrain } from "./edge_without_drain.ts";
import { endBeforeData } from "./end_before_data.ts";
import { endClosesAll } from "./end_closes_all.ts";
import { endIsNotSticky } from "./end_is_not_sticky.ts";
import { failureKeepsABuffer } from "./failure_keeps_a_buffer.ts";
import { failureStays } from "./failure_stays.ts";
import { failureThrows } from "./failure_throws.ts";
import { frameGrowsByDoubling } from "./frame_grows_by_doubling.ts";
import { frameHasItsHead } from "./frame_has_its_head.ts";
import { frameKeepsItsBuffer } from "./frame_keeps_its_buffer.ts";
import { handsOutTwice } from "./hands_out_twice.ts";
import { interruptedReadIsAFailure } from "./interrupted_read_is_a_failure.ts";
import { interruptionIsADeadline } from "./interruption_is_a_deadline.ts";
import { interruptionThrows } from "./interruption_throws.ts";
import { keepKeepsNothing } from "./keep_keeps_nothing.ts";
import { keepsTheLastBuffer } from "./keeps_the_last_buffer.ts";
import { lastIsForgotten } from "./last_is_forgotten.ts";
import { lengthIsTheBuffers } from "./length_is_the_buffers.ts";
import { lengthIsTheLongest } from "./length_is_the_longest.ts";
import { limitAfterTheBuffer } from "./limit_after_the_buffer.ts";
import { limitIsNotKept } from "./limit_is_not_kept.ts";
import { maximumIsNotKept } from "./maximum_is_not_kept.ts";
import { numbersRunOut } from "./numbers_run_out.ts";
import { openHidesTheRefusal } from "./open_hides_the_refusal.ts";
import { partialFrameKeepsTwo } from "./partial_frame_keeps_two.ts";
import { pinsWhileBlocked } from "./pins_while_blocked.ts";
import { readerForgetsItsBuffers } from "./reader_forgets_its_buffers.ts";
import { readsOfNothing } from "./reads_of_nothing.ts";
import { refusalKeepsABuffer } from "./refusal_keeps_a_buffer.ts";
import { releaseCountsTwice } from "./release_counts_twice.ts";
import { removalIsNotTold } from "./removal_is_not_told.ts";
import { shortFramesAreSkipped } from "./short_frames_are_skipped.ts";
import { shortFramesPass } from "./short_frames_pass.ts";
import { staleCompletionsCount } from "./stale_completions_count.ts";
import { staleReadinessCounts } from "./stale_readiness_counts.ts";
import { starvedIsForgotten } from "./starved_is_forgotten.ts";
import { takesAnyDescriptor } from "./takes_any_descriptor.ts";
import { viewsNeverEnd } from "./views_never_end.ts";
import { waitTakesABuffer } from "./wait_takes_a_buffer.ts";
import { wouldBlockIsAnEnd } from "./would_block_is_an_end.ts";
import { emptyDatagramIsEnd } from "./empty_datagram_is_end.ts";
import { endKeepsABuffer } from "./end_keeps_a_buffer.ts";
import { failureIsAnEnd } from "./failure_is_an_end.ts";
import { probeKeepsItsBuffer } from "./probe_keeps_its_buffer.ts";

export const readMutants: readonly ReadMutant[] = [
  acquiresTwice,
  aimIsForgotten,
  aimsTooFar,
  anyOffsetIsReleased,
  blockingModeIsRefused,
  bufferedForgetsAtTheEnd,
  bufferedKeepsWhatWasRead,
  bufferedLosesItsBuffers,
  bufferedRepeats,
  bufferedSkipsAByte,
  busyGoesFirst,
  capDropsAPayload,
  capIsSilent,
  closeTakesWhatIsInHand,
  commitSkipsTheLast,
  disposalForgetsBuffers,
  dropsAByte,
  edgeWithoutDrain,
  endBeforeData,
  endClosesAll,
  endIsNotSticky,
  failureKeepsABuffer,
  failureStays,
  failureThrows,
  frameGrowsByDoubling,
  frameHasItsHead,
  frameKeepsItsBuffer,
  handsOutTwice,
  interruptedReadIsAFailure,
  interruptionIsADeadline,
  interruptionThrows,
  keepKeepsNothing,
  keepsTheLastBuffer,
  lastIsForgotten,
  lengthIsTheBuffers,
  lengthIsTheLongest,
  limitAfterTheBuffer,
  limitIsNotKept,
  maximumIsNotKept,
  numbersRunOut,
  openHidesTheRefusal,
  partialFrameKeepsTwo,
  pinsWhileBlocked,
  readerForgetsItsBuffers,
  readsOfNothing,
  refusalKeepsABuffer,
  releaseCountsTwice,
  removalIsNotTold,
  shortFramesAreSkipped,
  shortFramesPass,
  staleCompletionsCount,
  staleReadinessCounts,
  starvedIsForgotten,
  takesAnyDescriptor,
  viewsNeverEnd,
  waitTakesABuffer,
  wouldBlockIsAnEnd,
];

/** Bugs of any source of many connections, beside those of every source on sockets. */
export const readBugs: readonly Bug<ReadSource>[] = [
  emptyDatagramIsEnd,
  endKeepsABuffer,
  failureIsAnEnd,
  probeKeepsItsBuffer,
];
