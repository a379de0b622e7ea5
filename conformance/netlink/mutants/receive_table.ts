/** Every mutant of the netlink path's receivers: add a row here, nowhere else. @module */
import type { ReceiveMutant } from "../receive_mutant.ts";
import { advancesPastTheUnseen } from "./advances_past_the_unseen.ts";
import { anyThreadMayEnter } from "./any_thread_may_enter.ts";
import { borrowsTheNumber } from "./borrows_the_number.ts";
import { capOverwrites } from "./cap_overwrites.ts";
import { closeForgetsWhatItTook } from "./close_forgets_what_it_took.ts";
import { closeKeepsReceiving } from "./close_keeps_receiving.ts";
import { closeTwiceThrows } from "./close_twice_throws.ts";
import { commitReadsOn } from "./commit_reads_on.ts";
import { disposalKeepsTheRing } from "./disposal_keeps_the_ring.ts";
import { errorLosesABuffer } from "./error_loses_a_buffer.ts";
import { fallsBackInSilence } from "./falls_back_in_silence.ts";
import { idsAreSigned } from "./ids_are_signed.ts";
import { idsEnd } from "./ids_end.ts";
import { leaksADescriptor } from "./leaks_a_descriptor.ts";
import { losesABuffer } from "./loses_a_buffer.ts";
import { namesNoOperation } from "./names_no_operation.ts";
import { neverReleases } from "./never_releases.ts";
import { openHidesTheRefusal } from "./open_hides_the_refusal.ts";
import { orphanIsDereferenced } from "./orphan_is_dereferenced.ts";
import { orphanIsNotCounted } from "./orphan_is_not_counted.ts";
import { overrunIsSwallowed } from "./overrun_is_swallowed.ts";
import { peeksOnly } from "./peeks_only.ts";
import { readsOnceClosed } from "./reads_once_closed.ts";
import { refusedIsDropped } from "./refused_is_dropped.ts";
import { refusedOpenLeaks } from "./refused_open_leaks.ts";
import { releasesAtHandOut } from "./releases_at_hand_out.ts";
import { settleDoesNothing } from "./settle_does_nothing.ts";
import { skipsADatagram } from "./skips_a_datagram.ts";
import { truncationIsHidden } from "./truncation_is_hidden.ts";
import { truncationStays } from "./truncation_stays.ts";
import { waitEndsEarly } from "./wait_ends_early.ts";
import { waitIsDeafToClose } from "./wait_is_deaf_to_close.ts";
import { waitIsDeafToData } from "./wait_is_deaf_to_data.ts";
import { waitSpins } from "./wait_spins.ts";
import { zeroLengthIsEmpty } from "./zero_length_is_empty.ts";

export const receiveMutants: readonly ReceiveMutant[] = [
  advancesPastTheUnseen,
  anyThreadMayEnter,
  borrowsTheNumber,
  capOverwrites,
  closeForgetsWhatItTook,
  closeKeepsReceiving,
  closeTwiceThrows,
  commitReadsOn,
  disposalKeepsTheRing,
  errorLosesABuffer,
  fallsBackInSilence,
  idsAreSigned,
  idsEnd,
  leaksADescriptor,
  losesABuffer,
  namesNoOperation,
  neverReleases,
  openHidesTheRefusal,
  orphanIsDereferenced,
  orphanIsNotCounted,
  overrunIsSwallowed,
  peeksOnly,
  readsOnceClosed,
  refusedIsDropped,
  refusedOpenLeaks,
  releasesAtHandOut,
  settleDoesNothing,
  skipsADatagram,
  truncationIsHidden,
  truncationStays,
  waitEndsEarly,
  waitIsDeafToClose,
  waitIsDeafToData,
  waitSpins,
  zeroLengthIsEmpty,
];
