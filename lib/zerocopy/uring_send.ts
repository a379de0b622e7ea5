/** io_uring without zero copy: the kernel copies, and waits for room in the socket by itself. @module */
import type { OperationName } from "../../ffi/uring_probe.ts";
import type { Probe, SinkTraits } from "../implementation.ts";
import { probeNeeds, requireNeeds, type RingNeeds } from "../ring/needs.ts";
import type { ZerocopyImplementation } from "./contract.ts";
import { CopyPolicy } from "./policy.ts";
import { SENDER_FLAGS } from "./sender_ring.ts";
import { UringSink } from "./uring_sink.ts";

/** What both senders' rings need beside their sends. */
export const RING_OPERATIONS: readonly OperationName[] = [
  "IORING_OP_POLL_ADD",
  "IORING_OP_ASYNC_CANCEL",
];

/** What both senders over a ring declare, but for what gives a buffer back. */
export const uringTraits: SinkTraits = {
  release: "completion",
  batched: true,
  maxInFlight: 512,
  ordered: true,
  shortSends: false,
  closeMode: "drains",
  asksZeroCopy: false,
  thread: "owner",
  minimumKernel: "6.0",
  needsKernel: true,
  ring: true,
};

const OPERATIONS: readonly OperationName[] = ["IORING_OP_SEND", ...RING_OPERATIONS];

/** Asks the kernel for a ring and its operations. */
export function probeSenderRing(operations: readonly OperationName[]): Probe {
  return probeNeeds(needsOf(operations));
}

/** @throws {Unavailable} naming what the host lacks. */
export function requireOperations(operations: readonly OperationName[]): void {
  requireNeeds(needsOf(operations));
}

function needsOf(operations: readonly OperationName[]): RingNeeds {
  return { operations, flags: SENDER_FLAGS, kernel: "6.2" };
}

/** One submit for all that was queued. */
export const uringSend: ZerocopyImplementation = {
  name: "uring_send",
  summary: "io_uring SEND, linked: one call for many payloads, each copied",
  source: "https://man7.org/linux/man-pages/man3/io_uring_prep_send.3.html",
  traits: uringTraits,
  probe: () => probeSenderRing(OPERATIONS),
  open(input) {
    requireOperations(OPERATIONS);
    const { maxInFlight } = uringTraits;
    return new UringSink(input, { maxInFlight, policy: new CopyPolicy() });
  },
};
