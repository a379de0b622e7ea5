/** `deno task sample`: takes real runs into docs/sample and the README: no figure is typed. @module */
// deno-lint-ignore-file no-console -- commands print
import { listImplementations, listMutants, listRuleIds } from "../conformance/catalog.ts";
import { mergeBench, renderFiles, type ReportFile } from "../reports/files.ts";
import { verdictsOf } from "../results/tally.ts";
import { type ReadmeChoice, renderReadmeTable } from "../reports/readme_table.ts";
import { readResults, ResultError, type Results } from "../results/read.ts";
import { EXIT_BAD_ARGUMENTS, parseCommand } from "./arguments.ts";

const SPEC = {
  name: "sample",
  summary: "Renders runs into docs/sample, and the README's table.",
  ids: {
    what: "file",
    help: "results.jsonl of each bench run, in the order of the report (default: the newest one)",
  },
  flags: {},
  notes: [
    "Conformance and self-test are taken from reports/out. Before it, at one commit: `conformance`,",
    "`conformance --self-test`, and `bench`, in one run or path by path, each with its own --out.",
    "The README's table needs ringbuf/record_size with 64 B and 2 KiB.",
  ],
} as const;

const OUT = "reports/out";
const NEWEST_BENCH = `${OUT}/bench/results.jsonl`;
const SAMPLES = "docs/sample";
const MARKED = /(<!-- BEGIN: sample -->\n)[\s\S]*?(\n<!-- END: sample -->)/;
const README_CHOICE: ReadmeChoice = {
  scenario: "ringbuf/record_size",
  settings: [
    { consumer: "touch", payloadBytes: 64 },
    { consumer: "touch", payloadBytes: 2048 },
  ],
};

/** Runs the command, in the checkout. Returns its exit code. */
export function runSample(argv: readonly string[]): number {
  const parsed = parseCommand(SPEC, argv);
  if ("help" in parsed) {
    console.log(parsed.help);
    return 0;
  }
  if ("error" in parsed) return refuse(parsed.error);
  try {
    const files = parsed.ids.length === 0 ? [NEWEST_BENCH] : parsed.ids;
    takeRuns(files.map(readResults));
    return 0;
  } catch (error) {
    if (error instanceof ResultError || error instanceof RangeError) return refuse(error.message);
    throw error;
  }
}

function takeRuns(bench: readonly Results[]): void {
  for (const { source, partial } of bench) {
    if (partial !== null) throw new RangeError(`Cannot take ${source}: ${partial}`);
  }
  const checks = ["conformance", "self_test"]
    .map((folder) => readResults(`${OUT}/${folder}/results.jsonl`));
  const verdicts = checks.filter(({ run }) => run.task === "conformance").flatMap(verdictsOf);
  for (const results of checks) requireWhole(results);
  const reports = [
    mergeBench(bench, { verdicts }),
    ...checks.flatMap((results) => renderFiles(results).filter(isMarkdown)),
  ];
  // rendered before anything is written: a run that will not do leaves the samples as they were
  const table = renderReadmeTable(bench, README_CHOICE);
  Deno.mkdirSync(SAMPLES, { recursive: true });
  for (const { name, text } of reports) {
    Deno.writeTextFileSync(`${SAMPLES}/${name}`, text);
    console.log(`${SAMPLES}/${name}`);
  }
  const readme = Deno.readTextFileSync("README.md");
  Deno.writeTextFileSync(
    "README.md",
    readme.replace(MARKED, (_, begin, end) => `${begin}\n${table}\n${end}`),
  );
  // The formatter wraps lines and lines up the table, so that the gate stays green.
  new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", "README.md"] }).outputSync();
  console.log("README.md");
}

/** A sample shows all that there is. @throws {RangeError} for a run of some rules or rows only. */
function requireWhole({ run, lines, source, partial }: Results): void {
  const seen = new Set(
    lines.flatMap((line) =>
      line.kind === "verdict"
        ? [line.implementation, line.rule]
        : line.kind === "mutant"
        ? [line.mutant]
        : []
    ),
  );
  const all = run.task === "conformance"
    ? [...listImplementations().map(({ id }) => id), ...listRuleIds()]
    : listMutants().map(({ id }) => id);
  const missing = all.filter((id) => !seen.has(id));
  if (missing.length === 0 && partial === null) return;
  const lack = partial ?? `it lacks ${missing.slice(0, 3).join(", ")} of ${missing.length}`;
  throw new RangeError(`Cannot take ${source}: ${lack}; run the whole of ${run.task} again`);
}

function isMarkdown({ name }: ReportFile): boolean {
  return name.endsWith(".md");
}

function refuse(message: string): number {
  console.error(message);
  return EXIT_BAD_ARGUMENTS;
}

if (import.meta.main) Deno.exit(runSample(Deno.args));
