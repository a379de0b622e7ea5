/** ringside test: the project's own tests, the conformance suite and its self-test, summed. @module */
// deno-lint-ignore-file no-console -- commands print
import { EXIT_BAD_ARGUMENTS, parseCommand } from "./arguments.ts";
import { addTotals, junitTotals, NOTHING, type Totals } from "./junit_totals.ts";

const SPEC = {
  name: "test",
  summary: "Runs the project's own tests, the conformance suite and its self-test.",
  flags: {},
  notes: [
    "Closes with a line of its own: N passed, N failed.",
    "Exit codes: 0 all passed, 1 something failed, 2 bad arguments.",
  ],
} as const;

const ROOT = new URL("..", import.meta.url);

/** One program whose outcome is a JUnit file. */
interface Part {
  readonly name: string;
  /** What Deno is given; the JUnit file is to be written into `folder`. */
  readonly args: (folder: string) => readonly string[];
}

const PARTS: readonly Part[] = [
  {
    name: "tests",
    args: (folder) => [
      "test",
      "--allow-all",
      "--parallel",
      "--trace-leaks",
      `--junit-path=${folder}/junit.xml`,
      // A lock file that lags behind is a mistake to fix in the commit, not on the way.
      ...(Deno.env.has("CI") ? ["--frozen"] : []),
    ],
  },
  {
    name: "conformance",
    args: (folder) => ["run", "-A", "--quiet", "cli/conformance.ts", "--out", folder],
  },
  {
    name: "self-test",
    args: (
      folder,
    ) => ["run", "-A", "--quiet", "cli/conformance.ts", "--self-test", "--out", folder],
  },
];

interface Outcome {
  readonly totals: Totals;
  readonly seconds: number;
  /** Why more failed than the test cases say. */
  readonly note?: string;
}

async function runPart(part: Part): Promise<Outcome> {
  const folder = await Deno.makeTempDir({ prefix: "ringside-test-" });
  const startedAt = performance.now();
  try {
    const command = new Deno.Command(Deno.execPath(), {
      args: [...part.args(folder)],
      cwd: ROOT,
      // Wherever this command was typed: the parts run as in the checkout.
      env: { INIT_CWD: ROOT.pathname.replace(/\/$/, "") },
      stdin: "null",
    });
    const status = await command.spawn().status;
    const seconds = (performance.now() - startedAt) / 1000;
    return { ...judge(await readTotals(`${folder}/junit.xml`), status), seconds };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The totals of a JUnit file, or why there are none. */
async function readTotals(path: string): Promise<Totals | string> {
  try {
    return junitTotals(await Deno.readTextFile(path));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A part that failed in a way that no test case tells still fails. */
function judge(
  read: Totals | string,
  status: Deno.CommandStatus,
): { readonly totals: Totals; readonly note?: string } {
  const totals = typeof read === "string" ? NOTHING : read;
  const failOnce = (note: string) => ({
    totals: addTotals(totals, { ...NOTHING, failed: 1 }),
    note,
  });
  if (typeof read === "string") return failOnce(read);
  if (!status.success && totals.failed === 0) {
    return failOnce(`ended with ${status.signal ?? `exit code ${status.code}`}`);
  }
  if (totals.passed + totals.failed === 0) return failOnce("ran no test");
  return { totals };
}

async function main(argv: readonly string[]): Promise<number> {
  const parsed = parseCommand(SPEC, argv);
  if ("help" in parsed) {
    console.log(parsed.help);
    return 0;
  }
  if ("error" in parsed) {
    console.error(parsed.error);
    return EXIT_BAD_ARGUMENTS;
  }
  const lines: string[] = [];
  let sum = NOTHING;
  for (const part of PARTS) {
    console.log(`\n--- ${part.name}`);
    const { totals, seconds, note } = await runPart(part);
    sum = addTotals(sum, totals);
    const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : "";
    const counts = `${totals.passed} passed, ${totals.failed} failed${skipped}`;
    lines.push(
      `  ${part.name.padEnd(12)}${counts} in ${seconds.toFixed(1)} s${note ? `: ${note}` : ""}`,
    );
  }
  console.log(`\n${lines.join("\n")}\n\n${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed > 0 ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
