/** ringside test: the project's own tests, the conformance suite and its self-test, summed. @module */
// deno-lint-ignore-file no-console -- commands print
import { EXIT_BAD_ARGUMENTS, parseCommand } from "./arguments.ts";
import { onInterrupt } from "./interrupt.ts";
import {
  addTotals,
  type Failure,
  judgeRun,
  type JunitResults,
  NOTHING,
  readJunit,
  type Totals,
} from "./junit_results.ts";

const SPEC = {
  name: "test",
  summary: "Runs the project's own tests, the conformance suite and its self-test.",
  flags: {},
  notes: [
    "Closes with a line of its own: N passed, N failed.",
    "Exit codes: 0 all passed, 1 something failed, 2 bad arguments, 130 and 143 interrupted.",
  ],
} as const;

const ROOT = new URL("..", import.meta.url);

/** One program whose outcome is a JUnit file. */
interface Part {
  readonly name: string;
  /** How long it may take: what hangs fails. Usual are two minutes, and 35 and 45 seconds. */
  readonly limitMs: number;
  /** What Deno is given; the JUnit file is to be written into `folder`. */
  readonly args: (folder: string) => readonly string[];
}

const MINUTE_MS = 60_000;
/** Of each failure, at the end of the log: enough for the message and the head of the stack. */
const FAILURE_LINES_MAX = 30;

const PARTS: readonly Part[] = [
  {
    name: "tests",
    limitMs: 8 * MINUTE_MS,
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
    limitMs: 3 * MINUTE_MS,
    args: (folder) => ["run", "-A", "--quiet", "cli/conformance.ts", "--out", folder],
  },
  {
    name: "self-test",
    limitMs: 3 * MINUTE_MS,
    args: (
      folder,
    ) => ["run", "-A", "--quiet", "cli/conformance.ts", "--self-test", "--out", folder],
  },
];

interface Outcome {
  readonly totals: Totals;
  readonly failures: readonly Failure[];
  readonly seconds: number;
  /** Why more failed than the test cases say. */
  readonly note?: string;
}

/** Runs one, with its results in a folder that goes with it; `wish` ends it. */
async function runPart(part: Part, wish: AbortSignal): Promise<Outcome> {
  const folder = await Deno.makeTempDir({ prefix: "ringside-test-" });
  const startedAt = performance.now();
  const limit = AbortSignal.timeout(part.limitMs);
  try {
    const command = new Deno.Command(Deno.execPath(), {
      args: [...part.args(folder)],
      cwd: ROOT,
      // Wherever this command was typed: the parts run as in the checkout.
      env: { INIT_CWD: ROOT.pathname.replace(/\/$/, "") },
      stdin: "null",
      signal: AbortSignal.any([limit, wish]),
    });
    const status = await command.spawn().status;
    const seconds = (performance.now() - startedAt) / 1000;
    const read = await readResults(`${folder}/junit.xml`);
    const failures = typeof read === "string" ? [] : read.failures;
    const judged = judgeRun(typeof read === "string" ? read : read.totals, status);
    return limit.aborted
      ? { ...judged, failures, seconds, note: `stopped after ${part.limitMs / 1000} s` }
      : { ...judged, failures, seconds };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What a JUnit file tells, or why it tells nothing. */
async function readResults(path: string): Promise<JunitResults | string> {
  try {
    return readJunit(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "wrote no results";
    return error instanceof Error ? error.message : String(error);
  }
}

function failureText(part: string, { group, name, text }: Failure): string {
  const body = text.split("\n").slice(0, FAILURE_LINES_MAX).map((line) => `  ${line}`);
  return [`${part}: ${group}: ${name}`, ...body].join("\n");
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
  // Listening, it outlives what it started, and removes its folder.
  using interrupt = onInterrupt();
  const lines: string[] = [];
  const failed: string[] = [];
  let sum = NOTHING;
  for (const part of PARTS) {
    console.log(`\n--- ${part.name}`);
    const { totals, failures, seconds, note } = await runPart(part, interrupt.signal);
    if (interrupt.name !== undefined) break;
    failed.push(...failures.map((failure) => failureText(part.name, failure)));
    sum = addTotals(sum, totals);
    const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : "";
    const counts = `${totals.passed} passed, ${totals.failed} failed${skipped}`;
    lines.push(
      `  ${part.name.padEnd(12)}${counts} in ${seconds.toFixed(1)} s${note ? `: ${note}` : ""}`,
    );
  }
  if (interrupt.exitCode !== undefined) {
    console.log(`\nPARTIAL: interrupted by ${interrupt.name}`);
    return interrupt.exitCode;
  }
  // Again and last: whoever is given the end of a long log has to find them there.
  if (failed.length > 0) console.log(`\n--- failed\n\n${failed.join("\n\n")}`);
  console.log(`\n${lines.join("\n")}\n\n${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed > 0 ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
