/** The rules of the readyread path's own, in the order of the report: add a row here, nowhere else. @module */
import type { Rule } from "../rule.ts";
import { aimedReads } from "./aimed_reads.ts";
import { busyIsFair } from "./busy_is_fair.ts";
import { capLosesNothing } from "./cap_loses_nothing.ts";
import { closeGivesBack } from "./close_gives_back.ts";
import { dirtyBytes } from "./dirty_bytes.ts";
import { endOfStream } from "./end_of_stream.ts";
import { exactContent } from "./exact_content.ts";
import { failureIsBroken } from "./failure_is_broken.ts";
import { frameLimits } from "./frame_limits.ts";
import { framesWhole } from "./frames_whole.ts";
import { idleHoldsNothing } from "./idle_holds_nothing.ts";
import { interruptedReads } from "./interrupted_reads.ts";
import { numbersAreReused } from "./numbers_are_reused.ts";
import { oddDescriptors } from "./odd_descriptors.ts";
import { partialFrame } from "./partial_frame.ts";
import { poolMisuse } from "./pool_misuse.ts";
import type { ReadFixture } from "./read_fixture.ts";
import { readGrid } from "./read_grid.ts";
import { signalsChangeNothing } from "./signals_change_nothing.ts";
import { spuriousReadiness } from "./spurious_readiness.ts";
import { waitLeaksNothing } from "./wait_leaks_nothing.ts";
import { zeroIsNoEnd } from "./zero_is_no_end.ts";

export const readRules: readonly Rule<ReadFixture>[] = [
  idleHoldsNothing,
  exactContent,
  endOfStream,
  zeroIsNoEnd,
  failureIsBroken,
  signalsChangeNothing,
  interruptedReads,
  waitLeaksNothing,
  spuriousReadiness,
  readGrid,
  framesWhole,
  partialFrame,
  frameLimits,
  aimedReads,
  dirtyBytes,
  closeGivesBack,
  oddDescriptors,
  busyIsFair,
  numbersAreReused,
  capLosesNothing,
  poolMisuse,
];
