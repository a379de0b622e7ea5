/** Every way to receive on the netlink path, baseline first: add a row here, nowhere else. @module */
import type { ReceiveImplementation } from "./contract.ts";
import { recvmmsg } from "./recvmmsg.ts";
import { recvmsg } from "./recvmsg.ts";
import { uring } from "./uring.ts";
import { uringMultishot } from "./uring_multishot.ts";

export const receiveImplementations: readonly ReceiveImplementation[] = [
  recvmsg,
  recvmmsg,
  uring,
  uringMultishot,
];
