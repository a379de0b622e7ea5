/** Checks of the kernel: its version, privileges and limits, BPF itself, and networks of our own. @module */
import { createMap } from "../../ffi/bpf.ts";
import { BPF_MAP_TYPE_RINGBUF, BPF_PROG_TYPE_SOCKET_FILTER } from "../../ffi/bpf_constants.ts";
import { perfmonProgram } from "../../ffi/bpf_probe.ts";
import { loadProgram, TestRun } from "../../ffi/bpf_program.ts";
import { ERRNO, SysError } from "../../ffi/errno.ts";
import { getLimit } from "../../ffi/limits.ts";
import { pageBytes } from "../../ffi/memory.ts";
import { probeWireLab } from "../wire_lab/probe.ts";
import { type Check, type Host, limited, messageOf, missing, ok } from "./check.ts";
import { effectiveCapabilities, effectiveUserId, isAtLeast, readSysctl } from "./proc_files.ts";

/** The first kernel with BPF_MAP_TYPE_RINGBUF. */
const KERNEL_MINIMUM = "5.8";
/** The first kernel that charges BPF memory to the cgroup in place of RLIMIT_MEMLOCK. */
const KERNEL_CGROUP_MEMORY = "5.11";
/** What the largest ring, its program and a few rings beside it may lock, in bytes. */
const MEMLOCK_BYTES = 64 << 20;
const NOFILE_MINIMUM = 1024;

const NO_RINGS = "ringbuf is checked against a fake ring only and not measured; no wire lab either";

/** Root may lack capabilities too: in a container, or under a service manager. */
function privilegeCure(status: string): string {
  return effectiveUserId(status) === 0
    ? "start the container or service with CAP_BPF and CAP_PERFMON: `--cap-add BPF,PERFMON`"
    : "run as root: `sudo ./ringside TASK`";
}

/** Kernel, privileges and BPF, in the order in which one explains the next. */
export const BPF_CHECKS: readonly Check[] = [
  { id: "kernel", neededBy: ["bench", "conformance"], examine: examineKernel },
  { id: "privileges", neededBy: ["bench", "conformance"], examine: examinePrivileges },
  { id: "memlock", neededBy: ["bench", "conformance"], examine: examineMemlock },
  { id: "nofile", neededBy: ["bench", "conformance"], examine: examineNofile },
  { id: "bpf_map", neededBy: ["bench", "conformance"], examine: examineMap },
  { id: "bpf_program", neededBy: ["bench", "conformance"], examine: examineProgram },
  { id: "wire_lab", neededBy: ["wire lab"], examine: examineWireLab },
];

function examineKernel({ kernel }: Host) {
  if (isAtLeast(kernel, KERNEL_MINIMUM)) return ok(`${kernel}, needs ${KERNEL_MINIMUM}`);
  return missing(`${kernel} has no BPF ring buffer`, {
    costs: NO_RINGS,
    cure: `boot Linux ${KERNEL_MINIMUM} or newer`,
  });
}

function examinePrivileges({ status }: Host) {
  const held = effectiveCapabilities(status);
  const user = effectiveUserId(status);
  const detail = `uid ${user}, ${[...held].sort().join(" ") || "no capability that matters"}`;
  const mayBpf = held.has("CAP_SYS_ADMIN") || (held.has("CAP_BPF") && held.has("CAP_PERFMON"));
  if (mayBpf) return ok(detail);
  const unprivileged = readSysctl("kernel.unprivileged_bpf_disabled");
  const detailed = `${detail}; kernel.unprivileged_bpf_disabled is ${unprivileged ?? "absent"}`;
  return limited(detailed, {
    costs: "what needs CAP_BPF and CAP_PERFMON is skipped",
    cure: privilegeCure(status),
  });
}

function examineMemlock({ kernel }: Host) {
  const { soft } = getLimit("memlock");
  const detail = soft === Infinity ? "unlimited" : `${soft} bytes`;
  if (isAtLeast(kernel, KERNEL_CGROUP_MEMORY)) return ok(`${detail}; this kernel does not ask`);
  if (soft >= MEMLOCK_BYTES) return ok(detail);
  return missing(`${detail} of locked memory, needs ${MEMLOCK_BYTES}`, {
    costs: NO_RINGS,
    cure: "`ulimit -l unlimited`, as root",
  });
}

function examineNofile() {
  const { soft, hard } = getLimit("nofile");
  if (soft >= NOFILE_MINIMUM) return ok(`${soft} open files`);
  return limited(`${soft} open files, at most ${hard}`, {
    costs: "a run with many processes may end in EMFILE",
    cure: `\`ulimit -n ${NOFILE_MINIMUM}\``,
  });
}

function examineMap({ status }: Host) {
  try {
    using map = createMap({ type: BPF_MAP_TYPE_RINGBUF, maxEntries: pageBytes(), name: "doctor" });
    return ok(`a ring buffer was created and closed (descriptor ${map.fd})`);
  } catch (error) {
    return missing(messageOf(error), {
      costs: NO_RINGS,
      cure: privilegeCure(status),
    });
  }
}

function examineProgram({ status }: Host) {
  try {
    const insns = perfmonProgram();
    using program = loadProgram({ type: BPF_PROG_TYPE_SOCKET_FILTER, insns, name: "doctor" });
    using testRun = new TestRun(program.fd);
    testRun.run(1);
    return ok("a program was loaded and run by BPF_PROG_TEST_RUN");
  } catch (error) {
    const isUntrusted = error instanceof SysError && error.errno === ERRNO.EACCES;
    return missing(isUntrusted ? "the process lacks CAP_PERFMON" : messageOf(error), {
      costs: NO_RINGS,
      cure: privilegeCure(status),
    });
  }
}

function examineWireLab() {
  const probe = probeWireLab();
  if (probe.available) return ok("one was built in a network namespace of its own, and dropped");
  return limited(probe.reason, {
    costs: "zerocopy is measured over loopback only, where the kernel copies all the same",
    cure: probe.cure,
  });
}
