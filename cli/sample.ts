/** `deno task sample`: takes a full run into docs/sample and the README: no figure is typed. @module */
// deno-lint-ignore-file no-console -- commands print
import { renderFiles, verdictsOf } from "../reports/files.ts";
import { renderReadmeTable } from "../reports/readme_table.ts";
import { readResults, ResultError } from "../results/read.ts";
import { EXIT_BAD_ARGUMENTS, parseCommand } from "./arguments.ts";

const SPEC = {
  name: "sample",
  summary: "Renders the newest runs in reports/out into docs/sample, and the README's table.",
  flags: {},
  notes: [
    "Before it, at one commit: `conformance`, `conformance --self-test`, `bench ringbuf`, and",
    "`bench netlink zerocopy --quick --out reports/out/send_receive`.",
  ],
} as const;

/** The runs' folders below reports/out, and what their report is called among the samples. */
const RUNS = [
  { folder: "bench", report: "report.md" },
  { folder: "send_receive", report: "send_receive.md" },
  { folder: "conformance", report: "conformance.md" },
  { folder: "self_test", report: "self_test.md" },
];
const MARKED = /(<!-- BEGIN: sample -->\n)[\s\S]*?(\n<!-- END: sample -->)/;
const README_CHOICE = {
  scenario: "ringbuf/record_size",
  settings: [
    { consumer: "touch", payloadBytes: 64 },
    { consumer: "touch", payloadBytes: 2048 },
  ],
};

/** Runs the command. Returns its exit code. */
export function runSample(argv: readonly string[]): number {
  const parsed = parseCommand(SPEC, argv);
  if ("help" in parsed) {
    console.log(parsed.help);
    return 0;
  }
  if ("error" in parsed) return refuse(parsed.error);
  try {
    const all = RUNS.map(({ folder }) => readResults(`reports/out/${folder}/results.jsonl`));
    const verdicts = all.filter(({ run }) => run.task === "conformance").flatMap(verdictsOf);
    Deno.mkdirSync("docs/sample", { recursive: true });
    for (const [index, results] of all.entries()) {
      const rendered = renderFiles(results, { verdicts }).find(({ name }) => name.endsWith(".md"));
      const path = `docs/sample/${RUNS[index]!.report}`;
      Deno.writeTextFileSync(path, rendered!.text);
      console.log(path);
    }
    const table = renderReadmeTable(all[0]!, README_CHOICE);
    const readme = Deno.readTextFileSync("README.md");
    Deno.writeTextFileSync(
      "README.md",
      readme.replace(MARKED, (_, begin, end) => `${begin}\n${table}\n${end}`),
    );
    // The formatter wraps lines and lines up the table, so that the gate stays green.
    new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", "README.md"] }).outputSync();
    console.log("README.md");
    return 0;
  } catch (error) {
    if (error instanceof ResultError || error instanceof RangeError) return refuse(error.message);
    throw error;
  }
}

function refuse(message: string): number {
  console.error(message);
  return EXIT_BAD_ARGUMENTS;
}

if (import.meta.main) Deno.exit(runSample(Deno.args));
