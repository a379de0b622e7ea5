/** Double buffer without a bound: nobody ever waits, and a peer that does not read costs memory. @module */
import { AVAILABLE } from "../../implementation.ts";
import type { WriterImplementation } from "./contract.ts";
import { DoubleBufferWriter } from "./double_buffer.ts";

/** What the bound of {@linkcode bounded} was made against. */
export const unbounded: WriterImplementation = {
  name: "unbounded",
  summary: "frames go out together; nobody waits, memory grows while the peer does not read",
  source: "https://github.com/cockroachdb/drpc",
  traits: {
    thread: "owner",
    minimumKernel: "4.18",
    needsKernel: false,
    bound: "none",
    coalesces: true,
    credit: false,
  },
  probe: () => AVAILABLE,
  open: (input) => new DoubleBufferWriter(input, { isBounded: false }),
};
