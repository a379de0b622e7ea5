/** The rules of the Source role that sockets can show: add a row here, nowhere else. @module */
import type { Rule } from "../rule.ts";
import type { SourceFixture } from "../source_fixture.ts";
import { capRefuses } from "./cap_refuses.ts";
import { closeIsDefined } from "./close_is_defined.ts";
import { conservation } from "./conservation.ts";
import { doesNotSpin } from "./does_not_spin.ts";
import { fiveResults } from "./five_results.ts";
import { harmlessRelease } from "./harmless_release.ts";
import { missingCapability } from "./missing_capability.ts";
import { noLeak } from "./no_leak.ts";
import { noLostWakeup } from "./no_lost_wakeup.ts";
import { ownedUntilRelease } from "./owned_until_release.ts";
import { releasedOnce } from "./released_once.ts";
import { wokenByClose } from "./woken_by_close.ts";
import { wokenByDeadline } from "./woken_by_deadline.ts";

/**
 * With the mutants that they kill there. The others need what no socket has: tokens, a scope, or
 * counters to set.
 */
export const socketSourceRules: readonly Rule<SourceFixture>[] = [
  { ...ownedUntilRelease, killedBy: ["releases_at_hand_out"] },
  { ...releasedOnce, killedBy: ["never_releases"] },
  { ...capRefuses, killedBy: ["cap_overwrites"] },
  { ...harmlessRelease, killedBy: ["commit_reads_on"] },
  { ...fiveResults, killedBy: ["zero_length_is_empty"] },
  { ...wokenByClose, killedBy: ["wait_is_deaf_to_close"] },
  { ...wokenByDeadline, killedBy: ["wait_ends_early"] },
  { ...doesNotSpin, killedBy: ["wait_spins"] },
  { ...noLostWakeup, killedBy: ["wait_is_deaf_to_data"] },
  { ...closeIsDefined, killedBy: ["close_twice_throws", "reads_once_closed"] },
  { ...missingCapability, killedBy: ["open_hides_the_refusal"] },
  { ...conservation, killedBy: ["skips_a_payload"] },
  { ...noLeak, killedBy: ["leaks_a_descriptor"] },
];
