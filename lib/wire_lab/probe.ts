/** Whether this host can run a wire lab: a whole one is built, and dropped. @module */
import { createMap } from "../../ffi/bpf.ts";
import { BPF_MAP_TYPE_RINGBUF } from "../../ffi/bpf_constants.ts";
import { openNetworkNamespace, visitNetworkNamespace } from "../../ffi/enter_namespace.ts";
import { ERRNO, SysError } from "../../ffi/errno.ts";
import { pageBytes } from "../../ffi/memory.ts";
import { unshareNetwork } from "../../ffi/namespace.ts";
import { AVAILABLE, type Probe } from "../implementation.ts";
import { createCell, loadSegmentProgram } from "./segment_program.ts";
import { buildTopology } from "./topology.ts";
import { Wire } from "./wire.ts";

const MTU_BYTES = 1500;

/** The steps of building a lab, with what each needs of the host. */
const STEPS = {
  namespace: { needs: "CAP_SYS_ADMIN", lacks: "network namespaces" },
  program: {
    needs: "CAP_BPF and CAP_NET_ADMIN",
    lacks: "BPF ring buffers and atomics (Linux 5.12)",
  },
  topology: { needs: "CAP_NET_ADMIN", lacks: "veth, clsact or BPF filters (modules)" },
  wire: { needs: "CAP_NET_RAW", lacks: "packet sockets" },
} as const;

/**
 * Builds a lab in a namespace that the calling thread enters and leaves again before this returns,
 * so its answer is the kernel's own. Takes some milliseconds; a namespace goes a little after.
 */
export function probeWireLab(): Probe {
  let step: keyof typeof STEPS = "namespace";
  try {
    using home = openNetworkNamespace();
    // the visit ends by going home, wherever the thread was moved meanwhile
    using _visit = visitNetworkNamespace(home.fd);
    unshareNetwork();
    step = "program";
    using ring = createMap({ type: BPF_MAP_TYPE_RINGBUF, maxEntries: pageBytes() });
    using lost = createCell();
    using flags = createCell();
    const fds = { ringFd: ring.fd, lostFd: lost.fd, flagsFd: flags.fd };
    using program = loadSegmentProgram(fds);
    step = "topology";
    buildTopology({ mtuBytes: MTU_BYTES, programFd: program.fd });
    step = "wire";
    using _wire = new Wire(MTU_BYTES);
    return AVAILABLE;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return explain(error, STEPS[step]);
  }
}

function explain(
  error: SysError,
  { needs, lacks }: { readonly needs: string; readonly lacks: string },
): Probe {
  const denied = error.errno === ERRNO.EPERM || error.errno === ERRNO.EACCES;
  if (denied) {
    const cure = `run as root, or grant ${needs}`;
    return { available: false, reason: `the process lacks ${needs}`, cure, denied };
  }
  if (error.errno === ERRNO.EMFILE) {
    const cure = "`ulimit -n 1024`, or close what is open";
    return { available: false, reason: error.message, cure, denied: true };
  }
  // a kernel built without a driver is the host's choice, as a missing library is
  const cure = `use a kernel with ${lacks}`;
  return { available: false, reason: error.message, cure, denied: true };
}
