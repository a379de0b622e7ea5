/** Every rule of the zerocopy path alone, in the order of the report: add a row here, nowhere else. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import type { Rule } from "../rule.ts";
import type { ZerocopyFixture } from "./fixture.ts";
import { addressFamilies } from "./address_families.ts";
import { drainingClose } from "./draining_close.ts";
import { errorQueue } from "./error_queue.ts";
import { lateCompletions } from "./late_completions.ts";
import { learnsOfCopies } from "./learns_of_copies.ts";
import { mixedBacklog } from "./mixed_backlog.ts";
import { noMemory } from "./no_memory.ts";
import { numberAssignment } from "./number_assignment.ts";
import { numberWrap } from "./number_wrap.ts";
import { ranges } from "./ranges.ts";
import { readLate } from "./read_late.ts";
import { ringNoMemory } from "./ring_no_memory.ts";
import { ringNotifications } from "./ring_notifications.ts";
import { shortSends } from "./short_sends.ts";
import { statsConserved } from "./stats_conserved.ts";
import { threshold } from "./threshold.ts";
import { trackerSize } from "./tracker_size.ts";

export const zerocopyRules: readonly Rule<ZerocopyFixture, SinkTraits>[] = [
  readLate,
  ranges,
  numberWrap,
  numberAssignment,
  shortSends,
  noMemory,
  lateCompletions,
  ringNotifications,
  ringNoMemory,
  addressFamilies,
  errorQueue,
  drainingClose,
  learnsOfCopies,
  threshold,
  mixedBacklog,
  trackerSize,
  statsConserved,
];
