/** io_uring without zero copy: the kernel copies, and waits for room in the socket by itself. @module */
import { type OperationName, probeUring } from "../../ffi/uring_probe.ts";
import { AVAILABLE, type Probe, type SinkTraits } from "../implementation.ts";
import { Unavailable } from "../errors.ts";
import type { ZerocopyImplementation } from "./contract.ts";
import { CopyPolicy } from "./policy.ts";
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
  const probe = probeUring();
  if (!probe.available) return probe;
  const missing = probe.missing(operations);
  if (missing.length === 0) return AVAILABLE;
  return {
    available: false,
    reason: `the kernel's io_uring lacks ${missing.join(", ")}`,
    cure: "use Linux 6.2 or newer",
    denied: false,
  };
}

/** @throws {Unavailable} naming what the host lacks. */
export function requireOperations(operations: readonly OperationName[]): void {
  const probe = probeSenderRing(operations);
  if (probe.available) return;
  throw new Unavailable(`Cannot open an io_uring: ${probe.reason}; ${probe.cure}`);
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
