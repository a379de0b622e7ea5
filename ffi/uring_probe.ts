/** What io_uring can do here, asked of the kernel and never guessed from a version. @module */
import { ERRNO, SysError } from "./errno.ts";
import { LibraryMissing } from "./library.ts";
import { PROBE, PROBE_OP, registerUring, SETUP_REFUSALS } from "./liburing.ts";
import { NativeMemory } from "./memory.ts";
import { StructView } from "./struct.ts";
import { Uring } from "./uring.ts";
import * as C from "./uring_constants.ts";

/** As many operations as an opcode can name. */
const OP_COUNT = 256;

/** What {@linkcode probeUring} finds. */
export type UringProbe =
  | {
    readonly available: true;
    /** IORING_FEAT_… bits. */
    readonly features: number;
    /** Whether the kernel has an operation, IORING_OP_…. */
    supports(opcode: number): boolean;
    /** The C names of those operations, of the ones given, that the kernel lacks. */
    missing(names: readonly OperationName[]): OperationName[];
  }
  | {
    readonly available: false;
    readonly reason: string;
    readonly cure: string;
    /** True: it is the host that denies it. */
    readonly denied: boolean;
  };

/** The C name of an operation that we know. */
export type OperationName = Extract<keyof typeof C, `IORING_OP_${string}`>;

/**
 * Opens a ring with these IORING_SETUP_… flags, asks, and closes it.
 *
 * @throws {SysError} for what is neither a permission nor a limit, EMFILE above all.
 */
export function probeUring(flags = 0): UringProbe {
  try {
    using ring = Uring.open({ entryCount: 1, flags });
    return describe(ring);
  } catch (error) {
    if (error instanceof LibraryMissing) {
      return { available: false, reason: error.reason, cure: error.cure, denied: true };
    }
    if (error instanceof SysError) return explain(error, flags);
    throw error;
  }
}

function describe(ring: Uring): UringProbe {
  const sizeBytes = PROBE.sizeBytes + OP_COUNT * PROBE_OP.sizeBytes;
  using memory = NativeMemory.map({ sizeBytes });
  registerUring(ring.fd, {
    opcode: C.IORING_REGISTER_PROBE,
    argument: memory.address,
    argumentCount: OP_COUNT,
    bytes: memory.bytes,
  });
  const count = new StructView(PROBE, memory.bytes).get("ops_len");
  const supported = new Set<number>();
  for (let index = 0; index < count; index++) {
    const offset = PROBE.sizeBytes + index * PROBE_OP.sizeBytes;
    const operation = new StructView(PROBE_OP, memory.bytes, offset);
    if ((operation.get("flags") & C.IO_URING_OP_SUPPORTED) !== 0) {
      supported.add(operation.get("op"));
    }
  }
  return {
    available: true,
    features: ring.features,
    supports: (opcode) => supported.has(opcode),
    missing: (names) => names.filter((name) => !supported.has(C[name])),
  };
}

function explain(error: SysError, flags: number): UringProbe {
  if (error.errno === ERRNO.EINVAL && flags !== 0) return lacksFlags(flags);
  const refusal = SETUP_REFUSALS[error.errno];
  if (!refusal) throw error;
  // an old kernel is willing, and does not have it
  return { available: false, ...refusal, denied: error.errno !== ERRNO.EOPNOTSUPP };
}

/** An older kernel says EINVAL to a flag that it does not know, whichever of them that is. */
function lacksFlags(flags: number): UringProbe {
  const names = Object.entries(C).filter(([name, bit]) =>
    name.startsWith("IORING_SETUP_") && (flags & bit) !== 0
  ).map(([name]) => name);
  return {
    available: false,
    reason: `the kernel's io_uring lacks one of ${names.join(", ")}`,
    cure: "use Linux 6.1 or newer",
    denied: false,
  };
}
