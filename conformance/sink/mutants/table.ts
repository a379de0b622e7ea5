/** Every mutant of the shared sink rules: add a row here, nowhere else. @module */
import type { Sink } from "../../../lib/sink.ts";
import type { Bug } from "../../bug.ts";
import type { SinkMutant } from "../sink_mutant.ts";
import { capIsSilent } from "./cap_is_silent.ts";
import { closeCallsTheRestSent } from "./close_calls_the_rest_sent.ts";
import { closeForgetsInFlight } from "./close_forgets_in_flight.ts";
import { closeTwiceThrows } from "../../shared/mutants/close_twice_throws.ts";
import { countsASendTwice } from "./counts_a_send_twice.ts";
import { drainDropsTheRest } from "./drain_drops_the_rest.ts";
import { drainEndsTooEarly } from "./drain_ends_too_early.ts";
import { drainGivesUpAtOnce } from "./drain_gives_up_at_once.ts";
import { errorKeepsTheBuffer } from "./error_keeps_the_buffer.ts";
import { errorsAreSuccess } from "./errors_are_success.ts";
import { failedOpenLeaks } from "./failed_open_leaks.ts";
import { leaksADescriptor } from "../../shared/mutants/leaks_a_descriptor.ts";
import { openHidesTheRefusal } from "./open_hides_the_refusal.ts";
import { pinsForEver } from "./pins_for_ever.ts";
import { probeNamesNoReason } from "./probe_names_no_reason.ts";
import { queueFullIsTheCap } from "./queue_full_is_the_cap.ts";
import { resultsAreZero } from "./results_are_zero.ts";
import { returnedAtSend } from "./returned_at_send.ts";
import { returnsTwice } from "./returns_twice.ts";
import { sendsOnceClosed } from "./sends_once_closed.ts";
import { shortSendIsDone } from "./short_send_is_done.ts";
import { shortSendStartsAgain } from "./short_send_starts_again.ts";
import { swapsNeighbours } from "./swaps_neighbours.ts";
import { waitEndsEarly } from "../../shared/mutants/wait_ends_early.ts";
import { waitIsDeafToClose } from "../../shared/mutants/wait_is_deaf_to_close.ts";
import { waitIsDeafToRoom } from "./wait_is_deaf_to_room.ts";
import { waitSpins } from "../../shared/mutants/wait_spins.ts";

export const sinkMutants: readonly SinkMutant[] = [
  capIsSilent,
  closeCallsTheRestSent,
  closeForgetsInFlight,
  countsASendTwice,
  drainDropsTheRest,
  drainEndsTooEarly,
  drainGivesUpAtOnce,
  errorKeepsTheBuffer,
  errorsAreSuccess,
  failedOpenLeaks,
  openHidesTheRefusal,
  pinsForEver,
  probeNamesNoReason,
  queueFullIsTheCap,
  returnedAtSend,
  sendsOnceClosed,
  shortSendIsDone,
  shortSendStartsAgain,
  swapsNeighbours,
  waitIsDeafToRoom,
];

/** Bugs of any sink. */
export const sinkBugs: readonly Bug<Sink>[] = [
  closeTwiceThrows,
  leaksADescriptor,
  resultsAreZero,
  returnsTwice,
  waitEndsEarly,
  waitIsDeafToClose,
  waitSpins,
];
