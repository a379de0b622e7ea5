/** Every rule of writers, in the order of the report: add a row here, nowhere else. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import type { Rule } from "../rule.ts";
import { anyLifeOfAConnection } from "./any_life_of_a_connection.ts";
import { anyOrderOfWrites } from "./any_order_of_writes.ts";
import { bothWaysAtOnce } from "./both_ways_at_once.ts";
import { cancelHarmsNoOther } from "./cancel_harms_no_other.ts";
import { canceledIsNotTheEnd } from "./canceled_is_not_the_end.ts";
import { closeWaitsForAll } from "./close_waits_for_all.ts";
import { coalescesAsDeclared } from "./coalesces_as_declared.ts";
import { controlNeverWaits } from "./control_never_waits.ts";
import { creditIsConserved } from "./credit_is_conserved.ts";
import { creditIsKeptTo } from "./credit_is_kept_to.ts";
import { endedStreamsIgnoreFrames } from "./ended_streams_ignore_frames.ts";
import { endsAreSent } from "./ends_are_sent.ts";
import { framesWhole } from "./frames_whole.ts";
import { invokedOrUnknown } from "./invoked_or_unknown.ts";
import { memoryIsBounded } from "./memory_is_bounded.ts";
import { messagesReassemble } from "./messages_reassemble.ts";
import { numbersAreUsedOnce } from "./numbers_are_used_once.ts";
import { oneReasonForAll } from "./one_reason_for_all.ts";
import { parkedGoOn } from "./parked_go_on.ts";
import { readsGoOn } from "./reads_go_on.ts";
import { shortWritesGoOn } from "./short_writes_go_on.ts";
import { slowStreamBlocksNoOther } from "./slow_stream_blocks_no_other.ts";
import { stopIsFinal } from "./stop_is_final.ts";
import { streamsHaveAMaximum } from "./streams_have_a_maximum.ts";
import { takenIsCopied } from "./taken_is_copied.ts";
import { unreadPeerCostsNoMore } from "./unread_peer_costs_no_more.ts";
import { withdrawnIsNotWritten } from "./withdrawn_is_not_written.ts";
import { writeErrorIsToldOnce } from "./write_error_is_told_once.ts";
import { writerAccounts } from "./writer_accounts.ts";
import type { WriterFixture } from "./writer_fixture.ts";

export const writerRules: readonly Rule<WriterFixture, WriterTraits>[] = [
  framesWhole,
  shortWritesGoOn,
  coalescesAsDeclared,
  writeErrorIsToldOnce,
  stopIsFinal,
  memoryIsBounded,
  parkedGoOn,
  withdrawnIsNotWritten,
  controlNeverWaits,
  takenIsCopied,
  writerAccounts,
  anyOrderOfWrites,
  messagesReassemble,
  readsGoOn,
  bothWaysAtOnce,
  slowStreamBlocksNoOther,
  cancelHarmsNoOther,
  invokedOrUnknown,
  endsAreSent,
  canceledIsNotTheEnd,
  endedStreamsIgnoreFrames,
  numbersAreUsedOnce,
  creditIsConserved,
  creditIsKeptTo,
  streamsHaveAMaximum,
  unreadPeerCostsNoMore,
  oneReasonForAll,
  closeWaitsForAll,
  anyLifeOfAConnection,
];
