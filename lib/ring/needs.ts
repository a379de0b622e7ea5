/** What a ring needs of its host, asked before it is opened. @module */
import { type OperationName, probeUring } from "../../ffi/uring_probe.ts";
import { Unavailable } from "../errors.ts";
import { AVAILABLE, type Probe } from "../implementation.ts";

/** What {@linkcode probeNeeds} asks for. */
export interface RingNeeds {
  readonly operations: readonly OperationName[];
  /** IORING_SETUP_… bits. */
  readonly flags: number;
  /** The first kernel that has all of it. */
  readonly kernel: string;
}

/** Whether this host has it; what is missing is named. */
export function probeNeeds({ operations, flags, kernel }: RingNeeds): Probe {
  const cure = `use Linux ${kernel} or newer`;
  const probe = probeUring(flags);
  if (!probe.available) return probe.denied ? probe : { ...probe, cure };
  const missing = probe.missing(operations);
  if (missing.length === 0) return AVAILABLE;
  const reason = `the kernel's io_uring lacks ${missing.join(", ")}`;
  return { available: false, reason, cure, denied: false };
}

/** @throws {Unavailable} naming what the host lacks. */
export function requireNeeds(needs: RingNeeds): void {
  const probe = probeNeeds(needs);
  if (probe.available) return;
  throw new Unavailable(`Cannot open an io_uring: ${probe.reason}; ${probe.cure}`);
}
