/** Every implementation of the ringbuf path, baseline first: add a row here, nowhere else. @module */
import { callback } from "./callback.ts";
import type { RingbufImplementation } from "./contract.ts";
import { copy } from "./copy.ts";
import { lease } from "./lease.ts";
import { libbpf } from "./libbpf.ts";
import { token } from "./token.ts";
import { unsafe } from "./unsafe.ts";

export const ringbufImplementations: readonly RingbufImplementation[] = [
  copy,
  unsafe,
  callback,
  token,
  lease,
  libbpf,
];
