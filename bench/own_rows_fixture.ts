/** Rows as a user brings them, for the tests: built-in ones under names of their own. @module */
import { recvmmsg } from "../lib/netlink/receive/recvmmsg.ts";
import { uringLinked } from "../lib/netlink/send/uring_linked.ts";
import { msgZerocopy } from "../lib/zerocopy/msg_zerocopy.ts";

/** Three of one name in one module: only their paths tell them apart. */
export const ownRows = [
  { ...recvmmsg, name: "own", path: "netlink/receive" },
  { ...uringLinked, name: "own", path: "netlink/send" },
  { ...msgZerocopy, name: "own", path: "zerocopy" },
] as const;
