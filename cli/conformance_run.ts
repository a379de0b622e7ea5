/** One run of conformance or of its self-test: from the plan to files, output and exit code. @module */
// deno-lint-ignore-file no-console -- commands print
import { EXIT_BROKEN, judgeMutants, judgeRun } from "../conformance/exit_code.ts";
import { type Job, type Plan, toExemptLine } from "../conformance/plan.ts";
import { runJobs } from "../conformance/run.ts";
import { checkTables, SELF_TEST_LIMIT_MS, toMutantLines } from "../conformance/self_test.ts";
import type { UserRows } from "../lib/host/user_module.ts";
import type { ConformanceReport } from "../reports/conformance_markdown.ts";
import { renderFiles } from "../reports/files.ts";
import { renderJson } from "../reports/json.ts";
import { renderJunit, renderSelfTestJunit } from "../reports/junit.ts";
import { renderTap } from "../reports/tap.ts";
import { renderSelfTestText, renderText } from "../reports/text.ts";
import { readResults, type Results } from "../results/read.ts";
import type { MutantLine, ResultLine, RunLine, VerdictLine } from "../results/schema.ts";
import { verdictsOf } from "../results/tally.ts";
import { openResults } from "../results/write.ts";
import type { Interrupt } from "./interrupt.ts";
import { describeRun } from "./run_line.ts";

/** What the command line asked for. */
export interface Session {
  readonly argv: readonly string[];
  readonly seed: number;
  /** The folder of results and reports. */
  readonly out: string;
  readonly format: "text" | "json" | "junit" | "tap";
  readonly userFiles: readonly string[];
  readonly user: readonly UserRows[];
  /** Ids that must not be skipped. */
  readonly required: readonly string[];
  /** Ids asked for; empty: all. */
  readonly chosen: readonly string[];
}

/** Checks a plan, writes and prints the reports. Returns the exit code. */
export async function runChecks(session: Session, work: {
  readonly plan: Plan;
  readonly interrupt: Interrupt;
}): Promise<number> {
  const { plan, interrupt } = work;
  const verdicts = plan.exempt.map(toExemptLine);
  const results = await record(session, {
    task: "conformance",
    jobs: plan.jobs,
    interrupt,
    first: verdicts,
    implementations: [...new Set([...plan.jobs, ...plan.exempt].map((one) => one.implementation))],
    onVerdict: (line) => verdicts.push(line),
  });
  print(results, { session, text: renderText });
  return judgeRun(verdicts, session.required);
}

/** Runs mutants against their rules, writes and prints the reports. Returns the exit code. */
export async function runSelfTest(session: Session, work: {
  readonly jobs: readonly Job[];
  readonly interrupt: Interrupt;
}): Promise<number> {
  const faults = checkTables();
  for (const fault of faults) console.error(`ringside: ${fault}`);
  const verdicts: VerdictLine[] = [];
  const results = await record(session, {
    task: "self-test",
    jobs: work.jobs,
    interrupt: work.interrupt,
    onVerdict: (line) => verdicts.push(line),
    last: () => toMutantLines(verdicts, session.user),
  });
  const mutants = toMutantLines(verdicts, session.user);
  const { partial } = results;
  print(results, { session, text: () => renderSelfTestText(mutants, { verdicts, partial }) });
  const skipped = verdicts.filter(({ verdict }) => verdict === "skipped");
  for (const reason of new Set(skipped.map((line) => line.reason))) {
    console.error(
      `ringside: ${
        skipped.filter((line) => line.reason === reason).length
      } checks were skipped: ${reason}`,
    );
  }
  return faults.length > 0 ? EXIT_BROKEN : judgeMutants(verdicts);
}

/** Runs the jobs with a results file growing line by line, then writes the reports beside it. */
async function record(session: Session, work: {
  readonly task: RunLine["task"];
  readonly jobs: readonly Job[];
  readonly interrupt: Interrupt;
  readonly first?: readonly ResultLine[];
  /** In the order of the tables. */
  readonly implementations?: readonly string[];
  readonly onVerdict: (line: VerdictLine) => void;
  readonly last?: () => readonly ResultLine[];
}): Promise<Results> {
  const { out, seed, argv, userFiles, user } = session;
  const { task, jobs, interrupt, implementations } = work;
  const path = `${out}/results.jsonl`;
  const progress = new Progress(jobs);
  {
    using writer = openResults(path, {
      run: describeRun({ task, argv, seed, ...(implementations ? { implementations } : {}) }),
    });
    for (const line of work.first ?? []) writer.write(line);
    await runJobs({
      jobs,
      seed,
      userFiles,
      user,
      abort: interrupt.signal,
      ...(task === "self-test" ? { limitMs: SELF_TEST_LIMIT_MS, reuseSubjects: true } : {}),
      onVerdict: (line) => {
        writer.write(line);
        work.onVerdict(line);
        progress.show(line);
      },
    });
    for (const line of work.last?.() ?? []) writer.write(line);
    if (interrupt.name === undefined) writer.finish();
    else writer.interrupt(`interrupted by ${interrupt.name}`);
  }
  progress.clear();
  const results = readResults(path);
  for (const { name, text } of renderFiles(results)) Deno.writeTextFileSync(`${out}/${name}`, text);
  if (task === "self-test") Deno.writeTextFileSync(`${out}/junit.xml`, selfTestJunit(results));
  return results;
}

function selfTestJunit(results: Results): string {
  const { run, partial } = results;
  return renderSelfTestJunit(mutantsOf(results), { run, partial, verdicts: verdictsOf(results) });
}

function print(results: Results, options: {
  readonly session: Session;
  readonly text: (report: ConformanceReport) => string;
}): void {
  const { session, text } = options;
  const { run, partial } = results;
  const report = { run, partial, verdicts: verdictsOf(results) };
  const isSelfTest = run.task === "self-test";
  switch (session.format) {
    case "json":
      return write(renderJson(report));
    case "junit":
      return write(isSelfTest ? selfTestJunit(results) : renderJunit(report));
    case "tap":
      return write(renderTap(report));
    case "text":
      write(text(report));
      console.log(`seed ${run.seed}; reports in ${session.out}`);
  }
}

/** console.log of a report that ends in a newline of its own. */
function write(text: string): void {
  console.log(text.replace(/\n$/, ""));
}

function mutantsOf({ lines }: Results): readonly MutantLine[] {
  return lines.filter((line): line is MutantLine => line.kind === "mutant");
}

/** One line that is overwritten, on a terminal only. */
class Progress {
  readonly #total: number;
  readonly #isTerminal = Deno.stderr.isTerminal();
  readonly #encoder = new TextEncoder();
  #done = 0;

  constructor(jobs: readonly Job[]) {
    this.#total = jobs.reduce((sum, { rules }) => sum + rules.length, 0);
  }

  show(line: VerdictLine): void {
    this.#done++;
    this.#print(`${this.#done}/${this.#total} ${line.implementation} ${line.rule}`);
  }

  clear(): void {
    this.#print("");
  }

  #print(text: string): void {
    if (this.#isTerminal) Deno.stderr.writeSync(this.#encoder.encode(`\r\x1b[K${text}`));
  }
}
