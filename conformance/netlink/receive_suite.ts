/** The suite of the netlink path's receivers. @module */
import { AVAILABLE } from "../../lib/implementation.ts";
import { receiveImplementations } from "../../lib/netlink/receive/table.ts";
import type { Rule } from "../rule.ts";
import { capRefuses } from "../shared/cap_refuses.ts";
import { closeIsDefined } from "../shared/close_is_defined.ts";
import { conservation } from "../shared/conservation.ts";
import { fiveResults } from "../shared/five_results.ts";
import { harmlessRelease } from "../shared/harmless_release.ts";
import { doesNotSpin } from "../shared/does_not_spin.ts";
import { missingCapability } from "../shared/missing_capability.ts";
import { noLeak } from "../shared/no_leak.ts";
import { noLostWakeup } from "../shared/no_lost_wakeup.ts";
import { ownedUntilRelease } from "../shared/owned_until_release.ts";
import { releasedOnce } from "../shared/released_once.ts";
import { wokenByClose } from "../shared/woken_by_close.ts";
import { wokenByDeadline } from "../shared/woken_by_deadline.ts";
import type { SourceFixture } from "../source_fixture.ts";
import type { Suite } from "../suite.ts";
import { ringRules } from "./ring_table.ts";
import { buffersComeBack } from "./buffers_come_back.ts";
import { closeAccounts } from "./close_accounts.ts";
import { datagramBoundaries } from "./datagram_boundaries.ts";
import { overrunIsTold } from "./overrun_is_told.ts";
import { breakReceiver } from "./mutants/broken_row.ts";
import { receiveMutants } from "./mutants/receive_table.ts";
import { settleHandsOutAll } from "./settle_hands_out_all.ts";
import { DatagramFixture, type ReceiveFixture, type ReceiveRow } from "./receive_fixture.ts";

/**
 * The rules of the Source role that a socket can show, with the mutants that they kill here. The
 * others need what no datagram has: tokens, a scope, or counters to set.
 */
const sharedRules: readonly Rule<SourceFixture>[] = [
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
  { ...conservation, killedBy: ["skips_a_datagram"] },
  { ...noLeak, killedBy: ["leaks_a_descriptor"] },
];

export const netlinkReceiveSuite: Suite<ReceiveRow, ReceiveFixture> = {
  path: "netlink/receive",
  role: "source",
  implementations: receiveImplementations,
  rules: [
    ...sharedRules,
    datagramBoundaries,
    buffersComeBack,
    overrunIsTold,
    closeAccounts,
    settleHandsOutAll,
    ...ringRules,
  ],
  mutants: receiveMutants,
  breakRow: breakReceiver,
  probeKernel: () => AVAILABLE, // sockets on loopback are anybody's
  openFixture: (options) => new DatagramFixture(options),
};
