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
  notes: ["Run `bench`, `conformance` and `conformance --self-test` at one commit before it."],
} as const;

const RUNS = ["bench", "conformance", "self_test"];
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
    const all = RUNS.map((run) => readResults(`reports/out/${run}/results.jsonl`));
    const verdicts = all.filter(({ run }) => run.task === "conformance").flatMap(verdictsOf);
    Deno.mkdirSync("docs/sample", { recursive: true });
    for (const { name, text } of all.flatMap((one) => renderFiles(one, { verdicts }))) {
      if (!name.endsWith(".md")) continue;
      Deno.writeTextFileSync(`docs/sample/${name}`, text);
      console.log(`docs/sample/${name}`);
    }
    const table = renderReadmeTable(all[0]!, README_CHOICE);
    const readme = Deno.readTextFileSync("README.md");
    Deno.writeTextFileSync(
      "README.md",
      readme.replace(MARKED, (_, begin, end) => `${begin}\n${table}\n${end}`),
    );
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
