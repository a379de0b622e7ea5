/** Examines this host: every check in order, and whether what the suite needs is there. @module */
import { type Check, type Finding, type Host, messageOf, missing, type Need } from "./check.ts";
import { BPF_CHECKS } from "./checks_bpf.ts";
import { LIBRARY_CHECKS } from "./checks_libraries.ts";
import { MEASURING_CHECKS } from "./checks_measuring.ts";
import { collectMachine, type MachineFacts } from "./machine.ts";
import { readFact } from "./proc_files.ts";

/** A check and what it found. */
export type ExaminedCheck = Finding & { readonly id: string; readonly neededBy: readonly Need[] };

/** What {@linkcode examineHost} finds. */
export interface HostReport {
  /** Whether all that bench and conformance need is there. */
  readonly complete: boolean;
  readonly checks: readonly ExaminedCheck[];
  readonly machine: MachineFacts;
}

/** Every check of a host, in the order in which one explains the next. */
export const CHECKS: readonly Check[] = [...BPF_CHECKS, ...LIBRARY_CHECKS, ...MEASURING_CHECKS];

/** What the caller knows and the host does not tell. */
export type Asker = Pick<Host, "denoMinimum" | "isTerminal">;

/** Runs all checks, one after the other. Installs and changes nothing. */
export async function examineHost(asker: Asker): Promise<HostReport> {
  const host: Host = {
    ...asker,
    status: readFact("/proc/self/status") ?? "",
    kernel: Deno.osRelease(),
  };
  const checks: ExaminedCheck[] = [];
  for (const check of CHECKS) {
    const { id, neededBy } = check;
    checks.push({ id, neededBy, ...await examineOne(check, host) });
  }
  return { complete: isComplete(checks), checks, machine: collectMachine() };
}

/** A check that fails is a finding too: the rest is looked at all the same. */
export async function examineOne(check: Check, host: Host): Promise<Finding> {
  try {
    return await check.examine(host);
  } catch (error) {
    return missing(messageOf(error), {
      costs: "it could not be looked at",
      cure: "mend what is named above, and look again",
    });
  }
}

/** Whether nothing is missing that bench or conformance needs. */
export function isComplete(checks: readonly ExaminedCheck[]): boolean {
  return checks.every(({ status, neededBy }) =>
    status !== "missing" || !(neededBy.includes("bench") || neededBy.includes("conformance"))
  );
}
