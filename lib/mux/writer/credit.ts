/** The bounded writer, with windows for each stream on top. @module */
import { AVAILABLE } from "../../implementation.ts";
import type { WriterImplementation } from "./contract.ts";
import { DoubleBufferWriter } from "./double_buffer.ts";

/**
 * Its streams send no more than their peer granted: see `../window.ts`. The windows belong to the
 * streams, so that one that is not read keeps no other waiting; the buffer is the bounded one.
 */
export const credit: WriterImplementation = {
  name: "credit",
  summary: "bounded, and each stream sends no more than its receiver granted",
  source: "https://github.com/cockroachdb/drpc",
  traits: {
    thread: "owner",
    minimumKernel: "4.18",
    needsKernel: false,
    bound: "mark",
    coalesces: true,
    credit: true,
  },
  probe: () => AVAILABLE,
  open: (input) => new DoubleBufferWriter(input, { isBounded: true }),
};
