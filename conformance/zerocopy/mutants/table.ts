/** Every mutant of the zerocopy path alone: add a row here, nowhere else. @module */
import type { Mutant } from "../../suite.ts";
import type { ZerocopyRow } from "../fixture.ts";
import { cancelledBreaksTheRing } from "./cancelled_breaks_the_ring.ts";
import { closeLetsGoEarly } from "./close_lets_go_early.ts";
import { closeNeverResets } from "./close_never_resets.ts";
import { copiesAreNotCounted } from "./copies_are_not_counted.ts";
import { countsNotificationsNotSends } from "./counts_notifications_not_sends.ts";
import { earlierTryFrees } from "./earlier_try_frees.ts";
import { errorFreesAtOnce } from "./error_frees_at_once.ts";
import { errorWaitsForEver } from "./error_waits_for_ever.ts";
import { givesUpForEver } from "./gives_up_for_ever.ts";
import { givesUpInSilence } from "./gives_up_in_silence.ts";
import { highIsExclusive } from "./high_is_exclusive.ts";
import { ipv6NeverDrains } from "./ipv6_never_drains.ts";
import { lateMemoryIsUnbounded } from "./late_memory_is_unbounded.ts";
import { lateSendsAreForgotten } from "./late_sends_are_forgotten.ts";
import { memoryBreaksTheRing } from "./memory_breaks_the_ring.ts";
import { noMemoryAlwaysCopies } from "./no_memory_always_copies.ts";
import { noMemoryAlwaysWaits } from "./no_memory_always_waits.ts";
import { noMemoryIsNoRoom } from "./no_memory_is_no_room.ts";
import { numbersHaveASign } from "./numbers_have_a_sign.ts";
import { optionIsNotChecked } from "./option_is_not_checked.ts";
import { pinnedAtNotification } from "./pinned_at_notification.ts";
import { plainSendsTakeNumbers } from "./plain_sends_take_numbers.ts";
import { rangesAreSingle } from "./ranges_are_single.ts";
import { rangesComparedByLess } from "./ranges_compared_by_less.ts";
import { readsOneMessage } from "./reads_one_message.ts";
import { refusedSendsTakeNumbers } from "./refused_sends_take_numbers.ts";
import { releasedOnFirstCompletion } from "./released_on_first_completion.ts";
import { releasedOnSend } from "./released_on_send.ts";
import { resendsOutOfOrder } from "./resends_out_of_order.ts";
import { resetsAreLost } from "./resets_are_lost.ts";
import { shortSendIsWhole } from "./short_send_is_whole.ts";
import { skipsResults } from "./skips_results.ts";
import { threshold0IsTheDefault } from "./threshold_0_is_the_default.ts";
import { thresholdIsExceeded } from "./threshold_is_exceeded.ts";
import { trackerNeverShrinks } from "./tracker_never_shrinks.ts";
import { triesForEver } from "./tries_for_ever.ts";
import { unknownIsTheOldest } from "./unknown_is_the_oldest.ts";

export const zerocopyMutants: readonly Mutant<ZerocopyRow>[] = [
  cancelledBreaksTheRing,
  closeLetsGoEarly,
  closeNeverResets,
  copiesAreNotCounted,
  countsNotificationsNotSends,
  earlierTryFrees,
  errorFreesAtOnce,
  errorWaitsForEver,
  givesUpForEver,
  givesUpInSilence,
  highIsExclusive,
  ipv6NeverDrains,
  lateMemoryIsUnbounded,
  lateSendsAreForgotten,
  memoryBreaksTheRing,
  noMemoryAlwaysCopies,
  noMemoryAlwaysWaits,
  noMemoryIsNoRoom,
  numbersHaveASign,
  optionIsNotChecked,
  pinnedAtNotification,
  plainSendsTakeNumbers,
  rangesAreSingle,
  rangesComparedByLess,
  readsOneMessage,
  refusedSendsTakeNumbers,
  releasedOnFirstCompletion,
  releasedOnSend,
  resendsOutOfOrder,
  resetsAreLost,
  shortSendIsWhole,
  skipsResults,
  threshold0IsTheDefault,
  thresholdIsExceeded,
  trackerNeverShrinks,
  triesForEver,
  unknownIsTheOldest,
];
