/** `report FILES [--out DIR]`: renders results files again, without measuring. @module */
// deno-lint-ignore-file no-console -- commands print
import { mergeBench, renderFiles, type ReportFile } from "../reports/files.ts";
import { verdictsOf } from "../results/tally.ts";
import { readResults, ResultError, type Results } from "../results/read.ts";
import { EXIT_BAD_ARGUMENTS, parseCommand } from "./arguments.ts";

const SPEC = {
  name: "report",
  summary: "Renders results files (.jsonl) again, without measuring. Conformance results given " +
    "beside bench results strike out who broke a rule.",
  ids: { what: "file", help: "results.jsonl files of bench, conformance or self-test", minimum: 1 },
  flags: {
    out: {
      type: "string",
      value: "DIR",
      help: "where the reports go (default: beside their results file)",
    },
    merge: {
      type: "boolean",
      help: "one report.md of all bench runs given, in their order; each scenario says which run",
    },
  },
  notes: ["Exit codes: 0 rendered, 2 a file cannot be read, merged or written."],
} as const;

/** Runs the command. Returns its exit code. */
export function runReport(argv: readonly string[]): number {
  const parsed = parseCommand(SPEC, argv);
  if ("help" in parsed) {
    console.log(parsed.help);
    return 0;
  }
  if ("error" in parsed) {
    console.error(parsed.error);
    return EXIT_BAD_ARGUMENTS;
  }
  try {
    const all = parsed.ids.map(readResults);
    for (const { path, file } of planFiles(all, parsed.flags)) {
      writeFile(path, file.text);
      console.log(path);
    }
    for (const { source, partial } of all) {
      if (partial !== null) console.error(`${source}: partial: ${partial}`);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof ResultError) && !(error instanceof RangeError)) throw error;
    console.error(error.message);
    return EXIT_BAD_ARGUMENTS;
  }
}

/** @throws {ResultError} where the host refuses: no such folder can be made, no right, no room. */
function writeFile(path: string, text: string): void {
  try {
    Deno.mkdirSync(directoryOf(path), { recursive: true });
    Deno.writeTextFileSync(path, text);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new ResultError(`Cannot write ${path}: ${cause}`);
  }
}

interface PlannedFile {
  readonly path: string;
  readonly file: ReportFile;
}

/** Where each report goes; a name that is taken gets the results file's name before it. */
function planFiles(
  all: readonly Results[],
  { out, merge }: { readonly out: string | undefined; readonly merge: boolean },
): readonly PlannedFile[] {
  const verdicts = all.filter(({ run }) => run.task === "conformance").flatMap(verdictsOf);
  const taken = new Set<string>();
  const runs = all.filter(({ run }) => run.task === "bench");
  if (merge && runs.length === 0) {
    throw new RangeError("Cannot merge: none of the files is of a bench run");
  }
  const isMerged = (results: Results) => merge && runs.includes(results);
  return all.flatMap((results) => {
    // the merged report stands where that of the first run would
    const files = !isMerged(results)
      ? renderFiles(results, { verdicts })
      : results === runs[0]
      ? [mergeBench(runs, { verdicts })]
      : [];
    return files.map((file) => {
      const directory = out ?? directoryOf(results.source);
      let path = `${directory}/${file.name}`;
      for (let copy = 1; taken.has(path); copy++) {
        const number = copy === 1 ? "" : `${copy}_`;
        path = `${directory}/${stemOf(results.source)}_${number}${file.name}`;
      }
      taken.add(path);
      return { path, file };
    });
  });
}

function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "." : slash === 0 ? "/" : path.slice(0, slash);
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
}

if (import.meta.main) Deno.exitCode = runReport(Deno.args);
