/** Runs a property and makes a verdict of what it found, with what replays it. @module */
import fc from "fast-check";
import { Broken, Denied, HarnessFault, holds, NotExercised, show, type Verdict } from "../rule.ts";

/** What to check. */
export interface ModelOptions<Input> {
  readonly inputs: fc.Arbitrary<Input>;
  readonly runCount: number;
  /** Runs one input on a ring of its own; throws what is wrong. */
  readonly run: (input: Input) => void;
}

/** How often a counterexample is made smaller at most: each try costs a ring. */
const SHRINKS_MAX = 150;

/**
 * Checks `run` with random inputs of the fixture's seed. A failing input is made as small as it
 * goes; the verdict has it, and the seed and path that fast-check takes to run it again.
 */
export function checkModel<Input>(
  fixture: { readonly seed: number },
  { inputs, runCount, run }: ModelOptions<Input>,
): Verdict {
  let triesLeft = Infinity;
  const details = fc.check(
    fc.property(inputs, (input) => {
      if (triesLeft-- <= 0) return; // passes, which ends the shrinking
      try {
        run(input);
      } catch (error) {
        triesLeft = Math.min(triesLeft, SHRINKS_MAX);
        throw error;
      }
    }),
    { seed: fixture.seed | 0, numRuns: runCount },
  );
  if (!details.failed) return holds();
  const error = details.errorInstance;
  if (isOurs(error)) throw error;
  const found = error instanceof Broken
    ? error
    : { expected: "no exception", actual: error instanceof Error ? show(error) : String(error) };
  const [input] = details.counterexample ?? [];
  const replay = `fast-check seed ${details.seed}, path ${details.counterexamplePath}`;
  return {
    verdict: "broken",
    expected: found.expected,
    actual: `${found.actual}; after ${show(input)} (${replay})`,
  };
}

/** Not the implementation's: nothing to shrink, and no verdict about it. */
function isOurs(error: unknown): boolean {
  return error instanceof HarnessFault || error instanceof Denied || error instanceof NotExercised;
}
