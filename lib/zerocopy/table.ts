/** Every implementation of the zerocopy path, baseline first: add a row here, nowhere else. @module */
import { adaptive } from "./adaptive.ts";
import type { ZerocopyImplementation } from "./contract.ts";
import { msgZerocopy } from "./msg_zerocopy.ts";
import { send } from "./send.ts";
import { uringSend } from "./uring_send.ts";
import { uringSendZc } from "./uring_send_zc.ts";

export const zerocopyImplementations: readonly ZerocopyImplementation[] = [
  send,
  msgZerocopy,
  uringSend,
  uringSendZc,
  adaptive,
];
