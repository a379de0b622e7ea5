/** The suite of the netlink path's receivers. @module */
import { AVAILABLE } from "../../lib/implementation.ts";
import { recvmmsg } from "../../lib/netlink/receive/recvmmsg.ts";
import { receiveImplementations } from "../../lib/netlink/receive/table.ts";
import { socketSourceBugs } from "../shared/mutants/table.ts";
import { socketSourceRules } from "../shared/socket_table.ts";
import type { Suite } from "../suite.ts";
import { ringRules } from "../ring/table.ts";
import { buffersComeBack } from "./buffers_come_back.ts";
import { closeAccounts } from "./close_accounts.ts";
import { datagramBoundaries } from "./datagram_boundaries.ts";
import { overrunIsTold } from "./overrun_is_told.ts";
import { overrunIsSwallowed } from "./mutants/overrun_is_swallowed.ts";
import { receiveMutants } from "./mutants/receive_table.ts";
import { settleHandsOutAll } from "./settle_hands_out_all.ts";
import { DatagramFixture, type ReceiveFixture, type ReceiveRow } from "./receive_fixture.ts";

export const netlinkReceiveSuite: Suite<ReceiveRow, ReceiveFixture> = {
  path: "netlink/receive",
  role: "source",
  implementations: receiveImplementations,
  rules: [
    ...socketSourceRules,
    datagramBoundaries,
    buffersComeBack,
    overrunIsTold,
    closeAccounts,
    settleHandsOutAll,
    ...ringRules,
  ],
  mutants: receiveMutants,
  bugs: [...socketSourceBugs, overrunIsSwallowed],
  plain: recvmmsg,
  probeKernel: () => AVAILABLE, // sockets on loopback are anybody's
  openFixture: (options) => new DatagramFixture(options),
};
