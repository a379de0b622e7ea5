/** io_uring with SEND_ZC: the pages go out as they are, a second completion says when they are free. @module */
import type { OperationName } from "../../ffi/uring_probe.ts";
import type { SinkTraits } from "../implementation.ts";
import { isWithinHost } from "./channel.ts";
import { THRESHOLD_BYTES, type ZerocopyImplementation, type ZerocopyInput } from "./contract.ts";
import { CopyPolicy, ThresholdPolicy } from "./policy.ts";
import { probeSenderRing, requireOperations, RING_OPERATIONS, uringTraits } from "./uring_send.ts";
import { UringSink } from "./uring_sink.ts";

const traits: SinkTraits = {
  ...uringTraits,
  release: "notification",
  asksZeroCopy: true,
  minimumKernel: "6.2", // IORING_SEND_ZC_REPORT_USAGE
};

const OPERATIONS: readonly OperationName[] = [
  "IORING_OP_SEND",
  "IORING_OP_SEND_ZC",
  ...RING_OPERATIONS,
];

function open(input: ZerocopyInput): UringSink {
  requireOperations(OPERATIONS);
  const { maxInFlight } = traits;
  if ((input.loopback ?? "skip") === "skip" && isWithinHost(input.fd)) {
    const fallback = "the peer is on this host, where the kernel copies";
    return new UringSink(input, { maxInFlight, policy: new CopyPolicy(), fallback });
  }
  const policy = new ThresholdPolicy(input.thresholdBytes ?? THRESHOLD_BYTES);
  return new UringSink(input, { maxInFlight, policy });
}

/** One submit for all that was queued, without a copy from a size on. */
export const uringSendZc: ZerocopyImplementation = {
  name: "uring_send_zc",
  summary: "io_uring SEND_ZC, linked, from 10 KiB on; notifications give buffers back",
  source: "https://man7.org/linux/man-pages/man3/io_uring_prep_send_zc.3.html",
  traits,
  probe: () => probeSenderRing(OPERATIONS),
  open,
};
