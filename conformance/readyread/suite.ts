/** The suite of the readyread path. @module */
import { AVAILABLE } from "../../lib/implementation.ts";
import { readImplementations } from "../../lib/readyread/table.ts";
import type { Rule } from "../rule.ts";
import { capRefuses } from "../shared/cap_refuses.ts";
import { closeIsDefined } from "../shared/close_is_defined.ts";
import { conservation } from "../shared/conservation.ts";
import { doesNotSpin } from "../shared/does_not_spin.ts";
import { fiveResults } from "../shared/five_results.ts";
import { harmlessRelease } from "../shared/harmless_release.ts";
import { missingCapability } from "../shared/missing_capability.ts";
import { noLeak } from "../shared/no_leak.ts";
import { noLostWakeup } from "../shared/no_lost_wakeup.ts";
import { ownedUntilRelease } from "../shared/owned_until_release.ts";
import { releasedOnce } from "../shared/released_once.ts";
import { wokenByClose } from "../shared/woken_by_close.ts";
import { wokenByDeadline } from "../shared/woken_by_deadline.ts";
import type { SourceFixture } from "../source_fixture.ts";
import type { Suite } from "../suite.ts";
import { breakReadRow } from "./broken_row.ts";
import { readMutants } from "./mutants/table.ts";
import { ManyFixture, type ReadFixture, type ReadRow } from "./read_fixture.ts";
import { readRules } from "./table.ts";

/**
 * The rules of the Source role, over a pair of Unix datagram sockets, with the mutants that they
 * kill here. The others need what no socket has: tokens, a scope, or counters to set.
 */
const sharedRules: readonly Rule<SourceFixture>[] = [
  { ...ownedUntilRelease, killedBy: ["releases_at_hand_out"] },
  { ...releasedOnce, killedBy: ["never_releases"] },
  { ...capRefuses, killedBy: ["cap_takes_the_first_again"] },
  { ...harmlessRelease, killedBy: ["commit_reads_on"] },
  { ...fiveResults, killedBy: ["empty_datagram_is_skipped"] },
  { ...wokenByClose, killedBy: ["wait_is_deaf_to_close"] },
  { ...wokenByDeadline, killedBy: ["wait_ends_early"] },
  { ...doesNotSpin, killedBy: ["wait_spins"] },
  { ...noLostWakeup, killedBy: ["wait_is_deaf_to_data"] },
  { ...closeIsDefined, killedBy: ["close_twice_throws", "reads_once_closed"] },
  { ...missingCapability, killedBy: ["open_hides_the_refusal"] },
  { ...conservation, killedBy: ["skips_a_datagram"] },
  { ...noLeak, killedBy: ["leaks_a_descriptor"] },
];

export const readyreadSuite: Suite<ReadRow, ReadFixture> = {
  path: "readyread",
  role: "source",
  implementations: readImplementations,
  rules: [...sharedRules, ...readRules],
  mutants: readMutants,
  breakRow: breakReadRow,
  probeKernel: () => AVAILABLE, // sockets on loopback are anybody's
  openFixture: (options) => new ManyFixture(options),
};
