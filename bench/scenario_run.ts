/** Runs a scenario: pairs of fresh processes, rounds in mirrored order. @module */
import type { Parameters, ResultLine } from "../results/schema.ts";
import { Child, SubjectFailed } from "./child.ts";
import type { Command } from "./protocol.ts";
import { describe, labelOf, type Row, wavesOf } from "./rows.ts";
import type { Exemption, Placement, Scenario } from "./scenario.ts";
import { pointOrder, roundOrders } from "./shuffle.ts";

/** A row that failed in so many pairs is left out of the rest. */
const FAILURES_MAX = 2;
/** Heap growth is measured over so many operations at the first point of each row, at most: */
const MEMORY_OPERATIONS = 1_000_000;
const MEMORY_OPERATIONS_ELSEWHERE = 100_000;
/** slow ones are enough when that much time is over, since the median cycle counts. */
const MEMORY_MAX_MS = 1000;
const MEMORY_QUICK_MAX_MS = 100;
/** Warm-up ends here even where things do not come to rest: on a busy host they may never. */
const WARM_UP = { warmUpMs: 200, chunkMs: 2.5 };
const WARM_UP_QUICK = { warmUpMs: 40, chunkMs: 1.5 };

/** How a scenario is run. */
export interface ScenarioRunOptions {
  readonly rows: readonly Row[];
  readonly points: readonly Parameters[];
  readonly pairs: number;
  readonly rounds: number;
  readonly quick: boolean;
  readonly seed: number;
  readonly placement: Placement;
  /** CPUs that a subject may start on, before it is pinned. */
  readonly cpus: readonly number[];
  readonly signal: AbortSignal;
  readonly emit: (line: ResultLine) => void;
  /** Told before each round, with the share of this scenario's rounds that the last one was. */
  readonly onRound: (at: { pair: number; now: string; doneShare: number }) => void;
}

/** The run was ended from outside. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** Emits the lines of a scenario. @throws {Interrupted} when the signal fired. */
export async function runScenario(scenario: Scenario, options: ScenarioRunOptions): Promise<void> {
  const run = new ScenarioRun(scenario, options);
  for (let pair = 0; pair < options.pairs; pair++) await run.pair(pair);
}

class ScenarioRun {
  readonly #scenario: Scenario;
  readonly #options: ScenarioRunOptions;
  /** Cycles of a round by point: the same for all rows and pairs. */
  readonly #cycles = new Map<Parameters, number>();
  readonly #failures = new Map<Row, number>();
  readonly #said = new Set<string>();
  #children = new Map<Row, Child>();

  constructor(scenario: Scenario, options: ScenarioRunOptions) {
    this.#scenario = scenario;
    this.#options = options;
  }

  /** One fresh set of processes, wave by wave through the whole sweep. */
  async pair(pair: number): Promise<void> {
    const able = this.#options.rows.filter((row) =>
      (this.#failures.get(row) ?? 0) < FAILURES_MAX && this.#isAnywhere(row)
    );
    for (const wave of wavesOf(able)) await this.#wave(wave, pair);
  }

  async #wave(rows: readonly Row[], pair: number): Promise<void> {
    const { points, seed, signal } = this.#options;
    await using stack = new AsyncDisposableStack();
    const kill = () => void this.#children.forEach((child) => child[Symbol.asyncDispose]());
    signal.addEventListener("abort", kill);
    stack.defer(() => signal.removeEventListener("abort", kill));
    this.#children = new Map();
    await Promise.all(rows.map((row) => this.#spawn(row, stack)));
    for (const point of pointOrder(points, { seed, pair })) await this.#point(point, pair);
  }

  async #spawn(row: Row, stack: AsyncDisposableStack): Promise<void> {
    const script = new URL("./subject.ts", import.meta.url);
    const child = stack.use(new Child(script, { cpus: this.#options.cpus }));
    this.#children.set(row, child);
    const { placement } = this.#options;
    const scenario = this.#scenario.id;
    await this.#ask(row, { do: "setup", scenario, worker: row.worker, placement });
  }

  async #point(parameters: Parameters, pair: number): Promise<void> {
    const { seed, rounds } = this.#options;
    const asked = [...this.#children.keys()].filter((row) => !this.#isExempt(row, parameters));
    const opened = await Promise.all(asked.map((row) => this.#open(row, parameters)));
    const present: Row[] = [];
    for (const [index, row] of asked.entries()) {
      if (opened[index] && await this.#prepare(row, parameters)) present.push(row);
    }
    if (present.length === 0) return;
    const cycles = await this.#calibrate(parameters, present);
    const orders = roundOrders(present, { seed, pair, rounds });
    for (const [round, order] of orders.entries()) {
      for (const [place, row] of order.entries()) {
        await this.#round(row, { parameters, pair, round, order: place, cycles });
      }
    }
    if (pair !== 0) return;
    for (const row of present) await this.#counts(row, { parameters, pair, cycles });
  }

  /** Whether any of the points is for a row of that kind: a process for nothing takes its time. */
  #isAnywhere(row: Row): boolean {
    return this.#options.points.some((point) => this.#exemption(row, point) !== null);
  }

  #exemption(row: Row, parameters: Parameters): Exemption | null | undefined {
    const { name, role, traits, table } = row;
    const where = table === undefined ? {} : { table };
    return this.#scenario.exempt?.(traits, { role, parameters, name, ...where });
  }

  #isExempt(row: Row, parameters: Parameters): boolean {
    const found = this.#exemption(row, parameters);
    if (found === undefined) return false;
    if (found === null) return true;
    const why = typeof found === "string" ? { reason: found, cure: "none is needed" } : found;
    this.#unavailable({ implementation: row.name, metric: null, ...why });
    return true;
  }

  async #open(row: Row, parameters: Parameters): Promise<boolean> {
    const answer = await this.#ask(row, { do: "open", parameters });
    if (answer?.reason === undefined) return answer !== undefined;
    const reason = `${describe(parameters)}: ${answer.reason}`;
    const cure = "none, where it is not made for this; otherwise `./ringside doctor` tells";
    this.#unavailable({ implementation: row.name, metric: null, reason, cure });
    return false;
  }

  async #prepare(row: Row, parameters: Parameters): Promise<boolean> {
    const limits = this.#options.quick ? WARM_UP_QUICK : WARM_UP;
    const warmUp = this.#scenario.round.by === "calibrated" ? limits : { ...limits, warmUpMs: 0 };
    const answer = await this.#ask(row, { do: "ready", ...warmUp });
    if (answer?.wrong === undefined) return answer !== undefined;
    const reason = `${describe(parameters)}: the content is wrong: ${answer.wrong}`;
    this.#unavailable({
      implementation: row.name,
      metric: null,
      reason,
      cure: `run \`conformance\` on ${row.name}`,
    });
    return false;
  }

  /** The same number for every row: that which fills the time with the baseline. */
  async #calibrate(parameters: Parameters, present: readonly Row[]): Promise<number> {
    const { round } = this.#scenario;
    if (round.by === "cycles") return round.cycles;
    const known = this.#cycles.get(parameters);
    if (known !== undefined) return known;
    const baseline = present.find(({ role }) => role === "baseline") ?? present[0]!;
    const answer = await this.#ask(baseline, { do: "calibrate" });
    if (answer === undefined) return 2;
    const roundMs = this.#options.quick ? round.quickMs : round.ms;
    const cycles = Math.max(2, Math.round((roundMs * 1e6) / answer.cycleNs));
    this.#cycles.set(parameters, cycles);
    return cycles;
  }

  async #round(row: Row, at: At & { round: number; order: number }): Promise<void> {
    const { parameters, pair, round, order, cycles } = at;
    const { pairs, rounds, points, rows } = this.#options;
    this.#options.onRound({
      pair: pair + 1,
      now: `${labelOf(row)}, ${describe(parameters)}`,
      doneShare: 1 / (pairs * rounds * points.length * rows.length),
    });
    const totals = await this.#ask(row, { do: "round", cycles });
    if (totals === undefined) return;
    this.#options.emit({
      kind: "round",
      ...this.#key(row, parameters),
      pair,
      round,
      order,
      ...totals,
    });
  }

  /** System calls and memory: in rounds of their own, after those that are timed. */
  async #counts(row: Row, { parameters, pair, cycles }: At): Promise<void> {
    const key = { ...this.#key(row, parameters), pair };
    const calls = await this.#ask(row, { do: "syscalls", cycles: Math.min(cycles, 10) });
    if (calls !== undefined && "reason" in calls) {
      this.#unavailable({ implementation: null, metric: "syscalls", ...calls });
    } else if (calls !== undefined) this.#options.emit({ kind: "syscalls", ...key, ...calls });
    const operations = this.#memoryOperations(row, parameters);
    if (operations === 0) return;
    const limitMs = this.#options.quick ? MEMORY_QUICK_MAX_MS : MEMORY_MAX_MS;
    const memory = await this.#ask(row, { do: "memory", operations, limitMs });
    if (memory !== undefined) this.#options.emit({ kind: "memory", ...key, ...memory });
  }

  #memoryOperations(row: Row, parameters: Parameters): number {
    if (!this.#scenario.measuresHeap) return 0;
    const first = this.#options.points.find((point) => this.#exemption(row, point) === undefined);
    if (parameters === first) return MEMORY_OPERATIONS;
    return this.#options.quick ? 0 : MEMORY_OPERATIONS_ELSEWHERE;
  }

  #key({ name, role }: Row, parameters: Parameters) {
    return { scenario: this.#scenario.id, implementation: name, role, parameters };
  }

  /** Undefined when the subject is gone, or goes now: the run continues without it. */
  async #ask<C extends Command>(row: Row, command: C) {
    if (this.#options.signal.aborted) throw new Interrupted("interrupted");
    const child = this.#children.get(row);
    if (child === undefined) return undefined;
    try {
      return await child.ask(command);
    } catch (error) {
      if (this.#options.signal.aborted) throw new Interrupted("interrupted");
      if (!(error instanceof SubjectFailed)) throw error;
      this.#children.delete(row);
      await child[Symbol.asyncDispose]();
      this.#failures.set(row, (this.#failures.get(row) ?? 0) + 1);
      this.#unavailable({
        implementation: row.name,
        metric: null,
        reason: `${row.role === "baseline_again" ? "in its second row, it" : "it"} failed at ` +
          `"${command.do}": ${error.message}`,
        cure: "sets of processes that came through count; `./ringside conformance` may say more",
      });
      return undefined;
    }
  }

  /** Once for each thing to say. */
  #unavailable(line: {
    implementation: string | null;
    metric: string | null;
    reason: string;
    cure: string;
  }): void {
    const key = `${line.implementation} ${line.metric} ${line.reason}`;
    if (this.#said.has(key)) return;
    this.#said.add(key);
    this.#options.emit({ kind: "unavailable", scenario: this.#scenario.id, ...line });
  }
}

interface At {
  readonly parameters: Parameters;
  readonly pair: number;
  readonly cycles: number;
}
