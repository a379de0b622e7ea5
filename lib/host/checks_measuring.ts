/** Checks of what measuring needs: counters, CPUs, and what makes figures waver. @module */
import { getAffinity } from "../../ffi/affinity.ts";
import { ERRNO, SysError } from "../../ffi/errno.ts";
import { probeCounters } from "../../ffi/perf_event.ts";
import { SYSCALL_TRACEPOINT, SyscallCounter } from "../../ffi/syscall_counter.ts";
import { tracepointIds } from "../../ffi/tracefs.ts";
import { type Check, type Host, limited, messageOf, ok } from "./check.ts";
import { cpuCount, governor, virtualization } from "./machine.ts";
import { readFact, readSysctl } from "./proc_files.ts";

const CPU_COUNT_MINIMUM = 2;

/** Counters first, then what colours the figures. */
export const MEASURING_CHECKS: readonly Check[] = [
  { id: "tracefs", neededBy: ["syscall counts"], examine: examineTracefs },
  { id: "syscall_counter", neededBy: ["syscall counts"], examine: examineSyscallCounter },
  { id: "pmu", neededBy: ["precision"], examine: examinePmu },
  { id: "cpus", neededBy: ["precision"], examine: examineCpus },
  { id: "load", neededBy: ["precision"], examine: examineLoad },
  { id: "governor", neededBy: ["precision"], examine: examineGovernor },
  { id: "virtual_machine", neededBy: ["precision"], examine: examineVirtualMachine },
  { id: "terminal", neededBy: ["precision"], examine: examineTerminal },
];

const NO_SYSCALL_COUNTS = "system calls by name are reported as unavailable";

function examineTracefs() {
  const found = tracepointIds([SYSCALL_TRACEPOINT]);
  if (!found.available) {
    return limited(found.reason, { costs: NO_SYSCALL_COUNTS, cure: found.cure });
  }
  const id = found.ids.get(SYSCALL_TRACEPOINT);
  if (id !== undefined) return ok(`${SYSCALL_TRACEPOINT} has id ${id}`);
  return limited(`this kernel has no tracepoint ${SYSCALL_TRACEPOINT}`, {
    costs: NO_SYSCALL_COUNTS,
    cure: "boot a kernel with CONFIG_FTRACE_SYSCALLS",
  });
}

function examineSyscallCounter() {
  const paranoid = `kernel.perf_event_paranoid is ${readSysctl("kernel.perf_event_paranoid")}`;
  const found = tracepointIds([SYSCALL_TRACEPOINT]);
  const tracepointId = found.available ? found.ids.get(SYSCALL_TRACEPOINT) : undefined;
  if (tracepointId === undefined) {
    return limited(`not tried, because of tracefs; ${paranoid}`, {
      costs: NO_SYSCALL_COUNTS,
      cure: found.available ? "see tracefs" : found.cure,
    });
  }
  try {
    using _counter = SyscallCounter.open({ tracepointId });
    return ok(`a counter was opened and closed; ${paranoid}`);
  } catch (error) {
    const isFull = error instanceof SysError && error.errno === ERRNO.EMFILE;
    return limited(isFull ? messageOf(error) : `${messageOf(error)}; ${paranoid}`, {
      costs: NO_SYSCALL_COUNTS,
      cure: isFull ? "`ulimit -n 1024`" : "`sysctl kernel.perf_event_paranoid=-1`, or run as root",
    });
  }
}

function examinePmu() {
  const refused = probeCounters().find(({ available }) => !available);
  if (refused === undefined) return ok("cycles and instructions are counted");
  const detail = refused.reason.replace(/^unavailable: /, "");
  return limited(detail, {
    costs: "cycles and instructions are reported as unavailable",
    cure: refused.cure,
  });
}

function examineCpus() {
  const there = cpuCount(readFact("/proc/cpuinfo") ?? "");
  const usable = getAffinity().length;
  if (usable >= CPU_COUNT_MINIMUM) return ok(`${usable} of ${there} may be used`);
  return limited(`${usable} of ${there} may be used`, {
    costs: "subject and peer share a CPU: waits and switches are not those of two CPUs",
    cure: there > usable ? "lift the affinity mask (taskset, cgroup)" : "use a host with 2 CPUs",
  });
}

function examineLoad() {
  const [load = 0] = Deno.loadavg();
  const detail = `${load.toFixed(2)} over the last minute`;
  if (load < getAffinity().length / 2) return ok(detail);
  return limited(detail, {
    costs: "intervals are wider, and small differences are not shown",
    cure: "stop what else runs, and wait a minute",
  });
}

function examineGovernor() {
  const found = governor();
  if (found === "performance" || found.startsWith("none")) return ok(found);
  return limited(found, {
    costs: "the clock rate changes while measuring",
    cure: "`cpupower frequency-set -g performance`, as root",
  });
}

function examineVirtualMachine() {
  const name = virtualization(readFact("/proc/cpuinfo") ?? "");
  if (name === null) return ok("bare metal, as far as it shows");
  return limited(name, {
    costs: "other guests may take CPU time that no counter here shows",
    cure: "repeat on bare metal before a close call is believed",
  });
}

function examineTerminal({ isTerminal }: Host) {
  return ok(isTerminal ? "progress is drawn" : "none: progress is a line per step");
}
