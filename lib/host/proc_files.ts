/** Reads what the kernel tells about itself in /proc and /sys. @module */

/** A small file's text, trimmed; undefined where it is absent or may not be read. */
export function readFact(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path).trim();
  } catch {
    return undefined; // whatever the reason, this fact is not to be had
  }
}

/** A sysctl by its dotted name, `kernel.perf_event_paranoid`. */
export function readSysctl(name: string): string | undefined {
  return readFact(`/proc/sys/${name.replaceAll(".", "/")}`);
}

/** One field of /proc/self/status, /proc/cpuinfo and the like: `Name: value`. */
export function readField(text: string, name: string): string | undefined {
  return new RegExp(`^${name}\\s*:\\s*(.*)$`, "m").exec(text)?.[1]?.trim();
}

/** Bit numbers of capabilities (linux/capability.h). */
export const CAPABILITIES = {
  CAP_NET_ADMIN: 12,
  CAP_SYS_ADMIN: 21,
  CAP_SYS_RESOURCE: 24,
  CAP_PERFMON: 38,
  CAP_BPF: 39,
} as const;

/** The name of a capability that matters here. */
export type Capability = keyof typeof CAPABILITIES;

/** The capabilities in effect, from the text of /proc/self/status. */
export function effectiveCapabilities(status: string): ReadonlySet<Capability> {
  const mask = BigInt(`0x${readField(status, "CapEff") ?? "0"}`);
  const names = Object.keys(CAPABILITIES) as Capability[];
  return new Set(names.filter((name) => (mask >> BigInt(CAPABILITIES[name])) & 1n));
}

/** The effective user id, from the text of /proc/self/status; undefined without one. */
export function effectiveUserId(status: string): number | undefined {
  const [, effective] = (readField(status, "Uid") ?? "").split(/\s+/);
  return effective === undefined ? undefined : Number(effective);
}

/** Whether version `given` (`6.1.0-13-amd64`) is `wanted` (`5.8`) or newer. */
export function isAtLeast(given: string, wanted: string): boolean {
  const left = numbers(given);
  for (const [index, number] of numbers(wanted).entries()) {
    if ((left[index] ?? 0) !== number) return (left[index] ?? 0) > number;
  }
  return true;
}

function numbers(version: string): number[] {
  return (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? "0").split(".").map(Number);
}
