/** Runs a property that waits, and makes a verdict of what it found, with what replays it. @module */
import fc from "fast-check";
import { Broken, Denied, HarnessFault, holds, show, type Verdict } from "../rule.ts";

/** How often a counterexample is made smaller at most. */
const SHRINKS_MAX = 25;

/** A fixture that can be made anew. */
interface Fixture<F> {
  readonly seed: number;
  afresh(body: (fresh: F) => void | Promise<void>): Promise<void>;
}

/** What to check. */
export interface FreshRuns<F, Input> {
  readonly inputs: fc.Arbitrary<Input>;
  readonly runCount: number;
  /** Runs one input on a fixture of its own; throws what is wrong. */
  readonly run: (fixture: F, input: Input) => void | Promise<void>;
  /** How often a counterexample is made smaller: less where each takes its time. @default {25} */
  readonly shrinksMax?: number;
  /** The counterexample in words. */
  readonly describe: (input: Input) => string;
}

/** Checks `run` with random inputs of the fixture's seed; what fails is made smaller. */
export async function checkFreshRuns<F, Input>(
  fixture: Fixture<F>,
  { inputs, runCount, run, shrinksMax = SHRINKS_MAX, describe }: FreshRuns<F, Input>,
): Promise<Verdict> {
  let triesLeft = Infinity;
  let last: Input | undefined;
  const property = fc.asyncProperty(inputs, async (input) => {
    if (triesLeft-- <= 0) return; // passes, which ends the shrinking
    try {
      await fixture.afresh((fresh) => run(fresh, input));
    } catch (error) {
      triesLeft = Math.min(triesLeft, shrinksMax);
      last = input;
      throw error;
    }
  });
  const details = await fc.check(property, { seed: fixture.seed | 0, numRuns: runCount });
  if (!details.failed) return holds();
  const { errorInstance: error, counterexamplePath, seed } = details;
  if (error instanceof HarnessFault || error instanceof Denied) throw error;
  const { expected, actual } = error instanceof Broken
    ? error
    : { expected: "no exception", actual: show(error) };
  const replay = `fast-check seed ${seed}, path ${counterexamplePath}`;
  const after = last === undefined ? "" : `; after ${describe(last)}`;
  return { verdict: "broken", expected, actual: `${actual}${after} (${replay})` };
}
