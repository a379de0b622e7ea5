/** Every way to send on the netlink path, baseline first: add a row here, nowhere else. @module */
import type { SendImplementation } from "./contract.ts";
import { send } from "./send.ts";
import { sendmmsg } from "./sendmmsg.ts";
import { uring } from "./uring.ts";
import { uringLinked } from "./uring_linked.ts";

export const sendImplementations: readonly SendImplementation[] = [
  send,
  sendmmsg,
  uring,
  uringLinked,
];
