/** How far a run is, and how long it will take: work is weighed before it starts. @module */

/** What a listener is told, after each round. */
export interface Progress {
  readonly scenario: string;
  /** Of this run, from 1. */
  readonly scenarioNumber: number;
  readonly scenarioCount: number;
  /** From 1. */
  readonly pair: number;
  readonly pairs: number;
  /** What runs now: `unsafe, payloadBytes 64, consumer touch`. */
  readonly now: string;
  /** 0 to 1, of the whole run. */
  readonly share: number;
  /** NaN until something is known. */
  readonly leftMs: number;
}

/** Adds up the work that is done. */
export class Work {
  readonly #totalMs: number;
  readonly #clock: () => number;
  readonly #startMs: number;
  #doneMs = 0;

  /** `totalMs` is an estimate; only its proportions matter. */
  constructor(totalMs: number, clock: () => number = () => performance.now()) {
    this.#totalMs = totalMs;
    this.#clock = clock;
    this.#startMs = clock();
  }

  /** Books work of that estimate as done. */
  done(estimateMs: number): void {
    this.#doneMs += estimateMs;
  }

  /** The share that is done, and the time that the rest will take at the pace so far. */
  state(): { readonly share: number; readonly leftMs: number } {
    const share = this.#totalMs > 0 ? Math.min(this.#doneMs / this.#totalMs, 1) : 1;
    const tookMs = this.#clock() - this.#startMs;
    return { share, leftMs: share > 0 ? (tookMs * (1 - share)) / share : NaN };
  }
}

/** One line for a terminal of that width. */
export function renderProgress(progress: Progress, columns: number): string {
  const { scenario, scenarioNumber, scenarioCount, pair, pairs, now, share, leftMs } = progress;
  const percent = `${Math.floor(share * 100)} %`.padStart(5);
  const left = Number.isNaN(leftMs) ? "" : `, ${renderLeft(leftMs)} left`;
  const what = `[${scenarioNumber}/${scenarioCount}] ${scenario}: set ${pair}/${pairs}, ${now}`;
  const line = `${percent}${left}  ${what}`;
  return line.length < columns ? line : `${line.slice(0, Math.max(columns - 2, 1))}…`;
}

/** `3 min 5 s`, `12 s`. */
export function renderLeft(leftMs: number): string {
  const seconds = Math.ceil(leftMs / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
