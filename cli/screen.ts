/** Progress of a run: one live line on a terminal; elsewhere a line as each scenario starts. @module */
import { type Progress, renderProgress } from "../bench/progress.ts";

/** The width of a terminal that does not know its own. */
const COLUMNS_UNTOLD = 80;

/** Where progress goes. */
export interface ScreenOutput {
  readonly isTerminal: () => boolean;
  readonly writeSync: (bytes: Uint8Array) => number;
}

/** Shows progress; a run goes on when its reader has gone (`| head`): nobody has to watch. */
export class Screen {
  readonly #output: ScreenOutput;
  readonly #isTerminal: boolean;
  readonly #encoder = new TextEncoder();
  #scenario = "";

  constructor(output: ScreenOutput = Deno.stderr) {
    this.#output = output;
    this.#isTerminal = output.isTerminal();
  }

  show(progress: Progress): void {
    if (this.#isTerminal) {
      const { columns } = Deno.consoleSize();
      // a terminal that was told no size says 0
      this.#print(`\r\x1b[K${renderProgress(progress, columns || COLUMNS_UNTOLD)}`);
    } else if (progress.scenario !== this.#scenario) {
      const { scenario, scenarioNumber, scenarioCount, pairs } = progress;
      this.#scenario = scenario;
      this.#print(`[${scenarioNumber}/${scenarioCount}] ${scenario}: ${pairs} sets of processes\n`);
    }
  }

  clear(): void {
    if (this.#isTerminal) this.#print("\r\x1b[K");
  }

  #print(text: string): void {
    try {
      this.#output.writeSync(this.#encoder.encode(text));
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  }
}
