/** Every mutant of the netlink path's receivers: add a row here, nowhere else. @module */
import type { ReceiveMutant } from "../receive_mutant.ts";
import { advancesPastTheUnseen } from "./advances_past_the_unseen.ts";
import { anyThreadMayEnter } from "./any_thread_may_enter.ts";
import { borrowsTheNumber } from "./borrows_the_number.ts";
import { closeForgetsWhatItTook } from "./close_forgets_what_it_took.ts";
import { closeKeepsReceiving } from "./close_keeps_receiving.ts";
import { disposalKeepsTheRing } from "./disposal_keeps_the_ring.ts";
import { errorLosesABuffer } from "./error_loses_a_buffer.ts";
import { fallsBackInSilence } from "./falls_back_in_silence.ts";
import { idsAreSigned } from "./ids_are_signed.ts";
import { idsEnd } from "./ids_end.ts";
import { losesABuffer } from "./loses_a_buffer.ts";
import { namesNoOperation } from "./names_no_operation.ts";
import { openHidesTheRefusal } from "./open_hides_the_refusal.ts";
import { orphanIsDereferenced } from "./orphan_is_dereferenced.ts";
import { orphanIsNotCounted } from "./orphan_is_not_counted.ts";
import { peeksOnly } from "./peeks_only.ts";
import { refusedIsDropped } from "./refused_is_dropped.ts";
import { refusedOpenLeaks } from "./refused_open_leaks.ts";
import { settleDoesNothing } from "./settle_does_nothing.ts";
import { truncationStays } from "./truncation_stays.ts";

export const receiveMutants: readonly ReceiveMutant[] = [
  advancesPastTheUnseen,
  anyThreadMayEnter,
  borrowsTheNumber,
  closeForgetsWhatItTook,
  closeKeepsReceiving,
  disposalKeepsTheRing,
  errorLosesABuffer,
  fallsBackInSilence,
  idsAreSigned,
  idsEnd,
  losesABuffer,
  namesNoOperation,
  openHidesTheRefusal,
  orphanIsDereferenced,
  orphanIsNotCounted,
  peeksOnly,
  refusedIsDropped,
  refusedOpenLeaks,
  settleDoesNothing,
  truncationStays,
];
