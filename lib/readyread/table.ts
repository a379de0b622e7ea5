/** Every way to read many connections, baseline first: add a row here, nowhere else. @module */
import type { ReadImplementation } from "./contract.ts";
import { peek } from "./peek.ts";
import { pinned } from "./pinned.ts";
import { ready } from "./ready.ts";
import { uringBuffers } from "./uring_buffers.ts";

export const readImplementations: readonly ReadImplementation[] = [
  pinned,
  ready,
  peek,
  uringBuffers,
];
