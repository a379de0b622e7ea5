/** Describes the machine a run took place on: what a reader needs to doubt or repeat a figure. @module */
import { getLimit, type Resource } from "../../ffi/limits.ts";
import { effectiveUserId, readFact, readField, readSysctl } from "./proc_files.ts";
import { collectVersions } from "./versions.ts";

/** The machine section of a results file. */
export interface MachineFacts {
  readonly kernel: string;
  readonly architecture: string;
  readonly cpu: string;
  readonly cpuCount: number;
  readonly memoryBytes: number;
  /** The hypervisor's name, or null on bare metal. */
  readonly virtualization: string | null;
  /** /sys/devices/system/cpu/vulnerabilities, by name. */
  readonly mitigations: Record<string, string>;
  /** Frequency governor, or why there is none. */
  readonly governor: string;
  /** Soft limits: bytes or counts, "unlimited". */
  readonly limits: Record<string, string>;
  readonly sysctls: Record<string, string>;
  readonly versions: Record<string, string>;
  readonly effectiveUser: string;
  readonly loadAverage: string;
}

const CPU_FOLDER = "/sys/devices/system/cpu";

/** The settings that change what is measured, or whether it can be. */
const SYSCTLS = [
  "kernel.io_uring_disabled",
  "kernel.perf_event_paranoid",
  "kernel.unprivileged_bpf_disabled",
  "net.core.bpf_jit_enable",
  "net.core.bpf_jit_harden",
];

/** Asks the kernel, the libraries and the C compiler; takes some tens of milliseconds. */
export function collectMachine(): MachineFacts {
  const cpuInfo = readFact("/proc/cpuinfo") ?? "";
  return {
    kernel: Deno.osRelease(),
    architecture: Deno.build.arch,
    cpu: cpuModel(cpuInfo),
    cpuCount: cpuCount(cpuInfo),
    memoryBytes: Deno.systemMemoryInfo().total,
    virtualization: virtualization(cpuInfo),
    mitigations: mitigations(),
    governor: governor(),
    limits: { memlock: softLimit("memlock"), nofile: softLimit("nofile") },
    sysctls: sysctls(),
    versions: collectVersions(),
    effectiveUser: effectiveUser(),
    loadAverage: Deno.loadavg().map((load) => load.toFixed(2)).join(" "),
  };
}

/** The CPU's name, from the text of /proc/cpuinfo; arm64 gives numbers in place of a name. */
export function cpuModel(cpuInfo: string): string {
  const name = readField(cpuInfo, "model name") ?? readField(cpuInfo, "Model");
  if (name) return name;
  const implementer = readField(cpuInfo, "CPU implementer");
  const part = readField(cpuInfo, "CPU part");
  return implementer && part ? `implementer ${implementer}, part ${part}` : "unknown";
}

/** How many CPUs the machine has, whether or not this process may use them. */
export function cpuCount(cpuInfo: string): number {
  return cpuInfo.match(/^processor\s*:/gm)?.length ?? navigator.hardwareConcurrency;
}

/** The hypervisor's name, from the CPU's flag and what the firmware calls itself. */
export function virtualization(
  cpuInfo: string,
  firmware: string = firmwareName(),
): string | null {
  const known = Object.entries(HYPERVISORS).find(([word]) => firmware.includes(word));
  const isGuest = / hypervisor\b/.test(readField(cpuInfo, "flags") ?? "");
  if (known && (isGuest || Deno.build.arch !== "x86_64")) return known[1];
  return isGuest ? "unnamed hypervisor" : null;
}

const HYPERVISORS: Readonly<Record<string, string>> = {
  "Amazon EC2": "Amazon EC2",
  "Google Compute Engine": "Google Compute Engine",
  "Microsoft Corporation Virtual Machine": "Hyper-V",
  "VMware": "VMware",
  "VirtualBox": "VirtualBox",
  "Xen": "Xen",
  "QEMU": "QEMU",
  "KVM": "KVM",
};

function firmwareName(): string {
  const folder = "/sys/class/dmi/id";
  const names = ["sys_vendor", "product_name"].map((name) => readFact(`${folder}/${name}`));
  const tree = readFact("/proc/device-tree/hypervisor/compatible");
  return [...names, tree, readFact("/sys/hypervisor/type"), clockOwner()].filter(Boolean).join(" ");
}

/** A guest without firmware still has the clock that its hypervisor offers: `kvm-clock`. */
function clockOwner(): string {
  const folder = "/sys/devices/system/clocksource/clocksource0";
  const clocks = readFact(`${folder}/available_clocksource`) ?? "";
  if (clocks.includes("kvm-clock")) return "KVM";
  return clocks.includes("hyperv") ? "Microsoft Corporation Virtual Machine" : "";
}

/** The frequency governor of the first CPU, or why there is none. */
export function governor(): string {
  return readFact(`${CPU_FOLDER}/cpu0/cpufreq/scaling_governor`) ??
    "none: the kernel shows no frequency scaling";
}

function mitigations(): Record<string, string> {
  const folder = `${CPU_FOLDER}/vulnerabilities`;
  try {
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    return Object.fromEntries(
      names.map((name) => [name, readFact(`${folder}/${name}`) ?? "unreadable"]),
    );
  } catch {
    return {}; // a kernel without the folder tells nothing
  }
}

function softLimit(resource: Resource): string {
  const { soft } = getLimit(resource);
  return soft === Infinity ? "unlimited" : String(soft);
}

function sysctls(): Record<string, string> {
  return Object.fromEntries(SYSCTLS.map((name) => [name, readSysctl(name) ?? "absent"]));
}

/** `root`, or `uid 1000`: a report need not tell names. */
function effectiveUser(): string {
  const id = effectiveUserId(readFact("/proc/self/status") ?? "");
  return id === 0 ? "root" : `uid ${id ?? "unknown"}`;
}
