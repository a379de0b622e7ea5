/** The first line of a results file: what was run, where, and from which commit. @module */
import { collectMachine } from "../lib/host/machine.ts";
import { type RunLine, SCHEMA_VERSION } from "../results/schema.ts";

/** What differs between the tasks. */
export interface RunDescription {
  readonly task: RunLine["task"];
  /** The arguments as they were given. */
  readonly argv: readonly string[];
  readonly seed: number;
  readonly quick?: boolean;
  readonly placement?: RunLine["placement"];
  readonly scenarios?: RunLine["scenarios"];
  readonly leftOut?: readonly string[];
  readonly implementations?: readonly string[];
}

/** Describes a run; asks the host and git, which takes some tens of milliseconds. */
export function describeRun(description: RunDescription): RunLine {
  const { task, argv, seed, quick = false, placement = {}, scenarios = [] } = description;
  const { leftOut, implementations } = description;
  const command = task === "bench" ? "bench" : "conformance";
  return {
    kind: "run",
    schemaVersion: SCHEMA_VERSION,
    task,
    startedAt: new Date().toISOString(),
    command: ["./ringside", command, ...argv].map(quote).join(" "),
    commit: findCommit(),
    seed,
    quick,
    machine: collectMachine(),
    placement,
    scenarios: [...scenarios],
    ...(leftOut ? { leftOut: [...leftOut] } : {}),
    ...(implementations ? { implementations: [...implementations] } : {}),
  };
}

/** The commit of the harness, with `-dirty` where files were changed; `unknown` outside git. */
export function findCommit(): string {
  const commit = git(["rev-parse", "--short=12", "HEAD"]);
  if (commit === undefined) return "unknown";
  const isClean = git(["status", "--porcelain", "--untracked-files=no"]) === "";
  return isClean ? commit : `${commit}-dirty`;
}

function git(args: readonly string[]): string | undefined {
  try {
    const { success, stdout } = new Deno.Command("git", {
      args: [...args],
      cwd: new URL("..", import.meta.url),
      stdin: "null",
      stderr: "null",
    }).outputSync();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch {
    return undefined; // no git here
  }
}

function quote(word: string): string {
  return /^[\w./:=@,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
