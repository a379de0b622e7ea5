/** Sending by io_uring: a request for each datagram, one for all frames of a stream. @module */
import type { SinkTraits } from "../../implementation.ts";
import { probeRing, URING_KERNEL } from "../../ring/request_ring.ts";
import { checkSendInput, DEFAULT_BATCH, type SendImplementation } from "./contract.ts";
import { IN_FLIGHT_PER_QUEUED } from "./sender.ts";
import { DATAGRAM_OPERATIONS, UringDatagramSender } from "./uring_datagram.ts";
import { STREAM_OPERATIONS, UringStreamSender } from "./uring_stream.ts";

const traits: SinkTraits = {
  release: "completion",
  batched: true,
  maxInFlight: IN_FLIGHT_PER_QUEUED * DEFAULT_BATCH,
  ordered: false, // datagrams overtake each other while the socket is full; streams do not
  shortSends: false,
  closeMode: "cancels",
  asksZeroCopy: false,
  thread: "owner",
  minimumKernel: URING_KERNEL,
  needsKernel: true,
  ring: true,
};

/** Queued while the payloads are made, submitted with one io_uring_enter(2) per flush. */
export const uring: SendImplementation = {
  name: "uring",
  summary: "one enter per flush; on streams one operation at a time",
  source: "https://man7.org/linux/man-pages/man3/io_uring_prep_send.3.html",
  traits,
  probe: () => probeRing([...DATAGRAM_OPERATIONS, ...STREAM_OPERATIONS]),
  open(input) {
    const checked = checkSendInput(input);
    return checked.kind === "stream"
      ? new UringStreamSender(checked)
      : new UringDatagramSender(checked);
  },
};
