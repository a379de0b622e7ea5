/** `report FILES [--out DIR]`: renders results files again, without measuring. @module */
// deno-lint-ignore-file no-console -- commands print
import { renderFiles, type ReportFile, verdictsOf } from "../reports/files.ts";
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
  },
  notes: ["Exit code: 0 rendered, 2 a file cannot be read or written."],
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
    for (const { path, file } of planFiles(all, parsed.flags.out)) {
      Deno.mkdirSync(directoryOf(path), { recursive: true });
      Deno.writeTextFileSync(path, file.text);
      console.log(path);
    }
    for (const { source, partial } of all) {
      if (partial !== null) console.error(`${source}: partial: ${partial}`);
    }
    return 0;
  } catch (error) {
    if (
      !(error instanceof ResultError) && !(error instanceof Deno.errors.NotFound) &&
      !(error instanceof Deno.errors.PermissionDenied)
    ) throw error;
    console.error(error.message);
    return EXIT_BAD_ARGUMENTS;
  }
}

interface PlannedFile {
  readonly path: string;
  readonly file: ReportFile;
}

/** Where each report goes; a name that is taken gets the results file's name before it. */
function planFiles(all: readonly Results[], out: string | undefined): readonly PlannedFile[] {
  const verdicts = all.filter(({ run }) => run.task === "conformance").flatMap(verdictsOf);
  const taken = new Set<string>();
  return all.flatMap((results) =>
    renderFiles(results, { verdicts }).map((file) => {
      const directory = out ?? directoryOf(results.source);
      let path = `${directory}/${file.name}`;
      for (let copy = 1; taken.has(path); copy++) {
        const number = copy === 1 ? "" : `${copy}_`;
        path = `${directory}/${stemOf(results.source)}_${number}${file.name}`;
      }
      taken.add(path);
      return { path, file };
    })
  );
}

function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "." : slash === 0 ? "/" : path.slice(0, slash);
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
}

if (import.meta.main) Deno.exitCode = runReport(Deno.args);
