/** What large messages cost by each way to read them. @module */
import { FRAME_BYTES_MAX } from "../../lib/readyread/framed_reader.ts";
import { cross, numberOf, type Scenario } from "../scenario.ts";
import { LARGE_METRICS, MESSAGE_FRAMES, openLargeRig } from "./large_rig.ts";

const KIB = 1024;

export const large: Scenario = {
  id: "readyread/large",
  question: "What does it cost to read messages of 20 MiB in frames of 1 MiB?",
  operation: "message",
  headline: "threadCpuNs",
  notes: [
    `a process on the controller's CPU writes ${MESSAGE_FRAMES} frames of ` +
    `${FRAME_BYTES_MAX / KIB ** 2} MiB, each behind its length of four bytes, to one connection; ` +
    "one framed reader over each source takes them, frame by frame",
    "buffer is what one read takes; of a frame that did not come whole the first part is copied to " +
    "the frame's own buffer, and the rest is read there; where the kernel picks the buffers " +
    "(uring_buffers) all of it is copied",
    "copies: bytes that the reader moved itself, beside the kernel's copy out of the socket, for " +
    "each byte of the message",
    "the reader looks at both ends and the number of each frame: it does not read the payload",
    "how many reads a message takes depends on how far the writer is ahead",
    "user and system time, switches and faults are those of the measured thread",
  ],
  metrics: LARGE_METRICS,
  sweep: cross({ family: ["unix", "tcp"], bufferBytes: [32 * KIB, 256 * KIB] }),
  quickSweep: cross({ family: ["unix"], bufferBytes: [32 * KIB] }),
  smoke: cross({ family: ["unix"], bufferBytes: [32 * KIB] }),
  floors: [],
  native: false,
  tables: ["readyread"],
  usage: "thread",
  round: { by: "cycles", cycles: 2, ms: 20, quickMs: 20 },
  measuresHeap: false,
  rounds: 4,
  quickRounds: 1,
  open: ({ worker, parameters, placement }) =>
    openLargeRig(worker, {
      placement,
      family: parameters.family === "tcp" ? "tcp" : "unix",
      bufferBytes: numberOf(parameters, "bufferBytes"),
    }),
};
