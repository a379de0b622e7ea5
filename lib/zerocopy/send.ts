/** The baseline: the kernel copies each payload, and its buffer is back at once. @module */
import { AVAILABLE, type SinkTraits } from "../implementation.ts";
import type { ZerocopyImplementation } from "./contract.ts";
import { CopyPolicy } from "./policy.ts";
import { SocketSink } from "./socket_sink.ts";

const traits: SinkTraits = {
  release: "return",
  batched: false,
  maxInFlight: 4096,
  ordered: true,
  shortSends: true,
  closeMode: "drains",
  asksZeroCopy: false,
  thread: "owner",
  minimumKernel: "3.0",
  needsKernel: false,
};

/** One send(2) a payload. */
export const send: ZerocopyImplementation = {
  name: "send",
  summary: "send(2): the kernel copies, the buffer is back at once",
  source: "https://man7.org/linux/man-pages/man2/send.2.html",
  traits,
  probe: () => AVAILABLE,
  open: (input) =>
    new SocketSink(input, { maxInFlight: traits.maxInFlight, policy: () => new CopyPolicy() }),
};
