/** The engine: takes the planned checks to subject processes, and makes verdicts of what comes back. @module */
import type { VerdictLine } from "../results/schema.ts";
import { findListed } from "./catalog.ts";
import type { Job } from "./plan.ts";
import type { Rule } from "./rule.ts";
import { type Answer, SubjectProcess } from "./subject_process.ts";
import type { UserRows } from "../lib/host/user_module.ts";

/** How long a check may take, unless its rule asks for more. */
export const LIMIT_MS = 5000;
/** How many subjects run at a time, on whatever host: rules block more than they compute. */
export const LANES = 3;

/** What a run needs. */
export interface RunOptions {
  readonly jobs: readonly Job[];
  readonly seed: number;
  /** Files of the user's implementations, and what they hold. */
  readonly userFiles: readonly string[];
  readonly user: readonly UserRows[];
  readonly abort: AbortSignal;
  /** Called with each verdict as it is reached. */
  readonly onVerdict: (line: VerdictLine) => void;
  /** How long a check may take, unless its rule asks for more. @default {LIMIT_MS} */
  readonly limitMs?: number;
  /** True: one subject serves job after job, until it is lost. @default {false} */
  readonly reuseSubjects?: boolean;
  /** Whether the rest of a job is left out once a check hung. @default {false} */
  readonly leaveAfterHang?: boolean;
}

/**
 * Runs all jobs, {@linkcode LANES} at a time. Returns when they are done; an aborted run returns
 * early, with every subject gone and no verdict for what was under way.
 *
 * @throws {Error} when a subject cannot be started: the harness is broken, not a rule.
 */
export async function runJobs(options: RunOptions): Promise<void> {
  const queue = [...options.jobs];
  const lanes = Array.from({ length: Math.min(LANES, queue.length) }, () => {
    return runLane(queue, options);
  });
  const failed = (await Promise.allSettled(lanes)).find(({ status }) => status === "rejected");
  if (failed?.status === "rejected" && !options.abort.aborted) throw failed.reason;
}

async function runLane(queue: Job[], options: RunOptions): Promise<void> {
  const lane = new Lane(options);
  const kill = () => lane.kill();
  options.abort.addEventListener("abort", kill);
  try {
    for (let job = queue.shift(); job && !options.abort.aborted; job = queue.shift()) {
      await runJob(job, { lane, options });
      if (!options.reuseSubjects) await lane[Symbol.asyncDispose]();
    }
  } finally {
    options.abort.removeEventListener("abort", kill);
    await lane[Symbol.asyncDispose]();
  }
}

async function runJob(job: Job, context: {
  readonly lane: Lane;
  readonly options: RunOptions;
}): Promise<void> {
  const { lane, options } = context;
  const rules = findListed(job.implementation, options.user)!.suite
    .rules as readonly Rule<Disposable>[];
  for (const id of job.rules) {
    if (options.abort.aborted) return;
    const rule = rules.find((candidate) => candidate.id === id)!;
    const limitMs = rule.limitMs ?? options.limitMs ?? LIMIT_MS;
    const subject = await lane.subject();
    const request = {
      path: job.path,
      rule: id,
      implementation: job.implementation,
      seed: options.seed,
    };
    const answer = await subject.ask(request, limitMs);
    if (await wasInterrupted(answer, options.abort)) return;
    options.onVerdict(toLine(answer, { rule, job, limitMs, options }));
    if (answer.kind === "hung" && options.leaveAfterHang) return;
  }
}

/** One lane's subject: made when it is needed, made anew when it is lost. */
class Lane implements AsyncDisposable {
  readonly #options: RunOptions;
  #current: SubjectProcess | undefined;

  constructor(options: RunOptions) {
    this.#options = options;
  }

  async subject(): Promise<SubjectProcess> {
    if (this.#current?.alive) return this.#current;
    const { userFiles, abort } = this.#options;
    this.#current = await SubjectProcess.start({ userFiles, abort });
    if (abort.aborted) this.kill();
    return this.#current;
  }

  kill(): void {
    this.#current?.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#current?.[Symbol.asyncDispose]();
    this.#current = undefined;
  }
}

/** A terminal's Ctrl-C reaches the subjects too, perhaps before the controller's listener runs. */
const SIGNAL_GRACE_MS = 500;

async function wasInterrupted(answer: Answer, abort: AbortSignal): Promise<boolean> {
  if (abort.aborted) return answer.kind !== "checked";
  const fromOutside = answer.kind === "died" &&
    (answer.signal === "SIGINT" || answer.signal === "SIGTERM" || answer.signal === "SIGHUP");
  if (!fromOutside) return false;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, SIGNAL_GRACE_MS);
  abort.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
  return abort.aborted;
}

function toLine(answer: Answer, context: {
  readonly rule: Rule<Disposable>;
  readonly job: Job;
  readonly limitMs: number;
  readonly options: RunOptions;
}): VerdictLine {
  const { rule, job, limitMs, options } = context;
  const base = {
    kind: "verdict" as const,
    rule: rule.id,
    requirement: rule.requirement,
    source: rule.source,
    implementation: job.implementation,
    durationMs: Math.round(answer.durationMs * 100) / 100,
  };
  const again = { seed: options.seed, replay: replayCommand(context) };
  if (answer.kind === "checked") {
    const { checked } = answer;
    return checked.verdict === "broken"
      ? { ...base, ...checked, ...again }
      : { ...base, ...checked };
  }
  const actual = answer.kind === "hung"
    ? `hung past ${limitMs} ms; its process was killed`
    : `its process died: ${answer.how}${answer.stderr && `: ${lastLines(answer.stderr)}`}`;
  const on = rule.on === "fake" ? "fake" as const : "kernel" as const;
  return { ...base, ...again, verdict: "broken", on, expected: "the check ends", actual };
}

/** The command that runs just this check again. */
function replayCommand(context: {
  readonly rule: Rule<Disposable>;
  readonly job: Job;
  readonly options: RunOptions;
}): string {
  const { rule, job, options } = context;
  const files = options.userFiles.map((file) => ` --impl ${file}`).join("");
  const mutant = job.implementation.includes("/mutants/") ? " --self-test" : "";
  return `./ringside conformance ${rule.id} ${job.implementation}` +
    ` --seed ${options.seed}${mutant}${files}`;
}

/** What matters of a stack trace. */
function lastLines(text: string): string {
  return text.split("\n").map((line) => line.trim()).filter(Boolean).slice(0, 6).join(" | ");
}
