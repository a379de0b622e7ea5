/** ringside bench: measures the implementations of each path against their baseline. @module */
// deno-lint-ignore-file no-console -- commands print
import { PAIRS_FULL, PAIRS_MIN, PAIRS_QUICK } from "../bench/run.ts";
import { candidates as builtIn } from "../bench/candidates.ts";
import { type Candidate, tablesOf } from "../bench/rows.ts";
import type { TableName } from "../bench/scenario.ts";
import { scenarios } from "../bench/table.ts";
import { BadUserModule, loadUserModules } from "../lib/host/user_module.ts";
import { EXIT_BAD_ARGUMENTS, parseCommand } from "./arguments.ts";
import { type BenchSession, checkTwins, EXIT_FAILED, measure } from "./bench_run.ts";
import { chooseScenarios } from "./scenario_choice.ts";

const SPEC = {
  name: "bench",
  summary: "Measures every implementation of a path against its baseline.",
  ids: {
    what: "scenario",
    help: "which to run (ringbuf/record_size), or a path (ringbuf) for all of its scenarios",
    known: scenarios.map(({ id }) => id),
  },
  flags: {
    list: { type: "boolean", help: "print scenarios and implementations, and measure nothing" },
    quick: { type: "boolean", help: "fewer points and shorter rounds, for a first look: minutes" },
    rounds: {
      type: "integer",
      minimum: 1,
      help: "rounds in each process at each point (by default the scenario's own)",
    },
    pairs: {
      type: "integer",
      minimum: 1,
      help: `fresh sets of processes; below ${PAIRS_MIN} little can be told ` +
        `(${PAIRS_FULL}, quick ${PAIRS_QUICK})`,
    },
    impl: {
      type: "string",
      value: "FILE",
      repeat: true,
      help: "a TypeScript module with implementations of your own; see docs/bring_your_own.md",
    },
    out: {
      type: "string",
      value: "DIR",
      help: "where results.jsonl and report.md go (reports/out/bench)",
    },
    seed: { type: "integer", minimum: 0, help: "repeats a run's order (by default a new one)" },
    aa: {
      type: "integer",
      minimum: 1,
      help: "check the harness: run the baseline against itself so many times; writes no report",
    },
  },
  notes: [
    "Exit codes: 0 measured, 1 with --aa: twins were called different too often, 2 the harness or",
    "the environment failed or bad arguments, 130 and 143 interrupted (the report is partial).",
  ],
} as const;

/** Runs the command. Returns its exit code. */
export async function runBenchCommand(argv: readonly string[]): Promise<number> {
  const parsed = parseCommand(SPEC, argv);
  if ("help" in parsed) {
    console.log(parsed.help);
    return 0;
  }
  if ("error" in parsed) return refuse(parsed.error);
  const { flags, given } = parsed;
  try {
    const quick = flags.quick && !flags.list;
    const { chosen, leftOut } = chooseScenarios(scenarios, { given, quick });
    const candidates = [...builtIn, ...await userRows(flags.impl)];
    if (flags.list) {
      console.log(renderList(chosen, candidates));
      return 0;
    }
    if (leftOut.length > 0) {
      console.log(
        `not in a quick run, as they take minutes: ${leftOut.join(", ")} (name one to run it)`,
      );
    }
    const session: BenchSession = {
      argv,
      scenarios: chosen,
      leftOut,
      candidates,
      quick: flags.quick,
      seed: flags.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]! >>> 4,
      out: flags.out ?? "reports/out/bench",
      ...(flags.pairs === undefined ? {} : { pairs: flags.pairs }),
      ...(flags.rounds === undefined ? {} : { rounds: flags.rounds }),
    };
    return flags.aa === undefined ? await measure(session) : await checkTwins(session, flags.aa);
  } catch (error) {
    if (error instanceof BadUserModule) return refuse(error.message);
    console.error(error instanceof Error ? `ringside: ${error.message}` : error);
    return EXIT_FAILED;
  }
}

/** File by file, because a subject imports the one file that its implementation is in. */
async function userRows(files: readonly string[]): Promise<readonly Candidate[]> {
  const taken = builtIn.map(({ table, implementation }) => `${table}/${implementation.name}`);
  const found: Candidate[] = [];
  for (const file of files) {
    const module = new URL(file, `file://${Deno.cwd()}/`).href;
    for (const { path, implementations } of await loadUserModules([file], taken)) {
      for (const implementation of implementations) {
        taken.push(`${path}/${implementation.name}`);
        found.push({ implementation, module, table: path as TableName });
      }
    }
  }
  return found;
}

function renderList(chosen: typeof scenarios, candidates: readonly Candidate[]): string {
  const tables = new Set(chosen.flatMap((one) => tablesOf(one)));
  const rows = candidates.filter(({ table = "ringbuf" }) => tables.has(table)).map(
    (one, at, all) => {
      const { table = "ringbuf", implementation: { name, summary } } = one;
      const role = all[at - 1]?.table === table ? "" : " [baseline]";
      return [`${table}/${name}`, `${summary}${role}`];
    },
  );
  const asked = chosen.map(({ id, question, sweep, quickSweep }) => [
    id,
    `${question} [${sweep.length} points, quick ${quickSweep.length || "none"}]`,
  ]);
  const width = Math.max(...[...rows, ...asked].map(([id]) => id!.length)) + 2;
  const lines = (table: readonly string[][]) =>
    table.map(([id, text]) => `  ${id!.padEnd(width)}${text}`);
  return ["Scenarios", ...lines(asked), "Implementations", ...lines(rows)].join("\n");
}

function refuse(message: string): number {
  console.error(message);
  return EXIT_BAD_ARGUMENTS;
}

if (import.meta.main) Deno.exit(await runBenchCommand(Deno.args));
