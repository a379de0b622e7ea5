/** Every rule of the ringbuf path alone, in the order of the report: add a row here, nowhere else. @module */
import type { Rule } from "../rule.ts";
import type { RingbufFixture } from "./fixture.ts";
import { alignment } from "./alignment.ts";
import { attachMidway } from "./attach_midway.ts";
import { busyHead } from "./busy_head.ts";
import { busyKernel } from "./busy_kernel.ts";
import { busyPublishes } from "./busy_publishes.ts";
import { busyWait } from "./busy_wait.ts";
import { closeBeatsData } from "./close_beats_data.ts";
import { closeKeepsHeldSpace } from "./close_keeps_held_space.ts";
import { commitAfterCorruption } from "./commit_after_corruption.ts";
import { commitAfterError } from "./commit_after_error.ts";
import { commitFreesExactly } from "./commit_frees_exactly.ts";
import { commitModel } from "./commit_model.ts";
import { commitThenWait } from "./commit_then_wait.ts";
import { corruptHeader } from "./corrupt_header.ts";
import { discardWakes } from "./discard_wakes.ts";
import { discardsOnly } from "./discards_only.ts";
import { dropAccounting } from "./drop_accounting.ts";
import { failedOpen } from "./failed_open.ts";
import { flushAfterData } from "./flush_after_data.ts";
import { heldWaitInTime } from "./held_wait_in_time.ts";
import { impossiblePositions } from "./impossible_positions.ts";
import { manyInterleavings } from "./many_interleavings.ts";
import { quietRecords } from "./quiet_records.ts";
import { recordOverTheEnd } from "./record_over_the_end.ts";
import { reentrantUse } from "./reentrant_use.ts";
import { refusesBadRings } from "./refuses_bad_rings.ts";
import { remaining } from "./remaining.ts";
import { rereadAfterEmpty } from "./reread_after_empty.ts";
import { scopeEnd } from "./scope_end.ts";
import { tokenModel } from "./token_model.ts";
import { tokenOfAnotherReader } from "./token_of_another_reader.ts";
import { trailingDiscards } from "./trailing_discards.ts";
import { twoTakers } from "./two_takers.ts";
import { viewEndsWithCommit } from "./view_ends_with_commit.ts";
import { viewIsReadOnly } from "./view_is_read_only.ts";
import { visitError } from "./visit_error.ts";
import { wrapModel } from "./wrap_model.ts";

export const ringbufRules: readonly Rule<RingbufFixture>[] = [
  commitFreesExactly,
  commitAfterError,
  commitAfterCorruption,
  discardsOnly,
  trailingDiscards,
  tokenOfAnotherReader,
  viewEndsWithCommit,
  viewIsReadOnly,
  rereadAfterEmpty,
  scopeEnd,
  visitError,
  reentrantUse,
  twoTakers,
  commitModel,
  tokenModel,
  wrapModel,
  recordOverTheEnd,
  alignment,
  remaining,
  busyHead,
  busyKernel,
  busyWait,
  busyPublishes,
  corruptHeader,
  impossiblePositions,
  attachMidway,
  refusesBadRings,
  failedOpen,
  flushAfterData,
  closeKeepsHeldSpace,
  closeBeatsData,
  quietRecords,
  heldWaitInTime,
  commitThenWait,
  discardWakes,
  dropAccounting,
  manyInterleavings,
];
