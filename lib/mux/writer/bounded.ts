/** Double buffer with a high-water mark: who writes waits while it is reached. @module */
import { AVAILABLE } from "../../implementation.ts";
import type { WriterImplementation } from "./contract.ts";
import { DoubleBufferWriter } from "./double_buffer.ts";

/** Memory bounded by twice the mark and a frame, whatever the peer reads. */
export const bounded: WriterImplementation = {
  name: "bounded",
  summary: "frames go out together; who writes waits at a mark of 1 MiB, control frames do not",
  source: "https://github.com/cockroachdb/drpc",
  traits: {
    thread: "owner",
    minimumKernel: "4.18",
    needsKernel: false,
    bound: "mark",
    coalesces: true,
    credit: false,
  },
  probe: () => AVAILABLE,
  open: (input) => new DoubleBufferWriter(input, { isBounded: true }),
};
