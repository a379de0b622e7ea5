/** Checks one rule against one implementation, in this process. @module */
import { SysError } from "../ffi/errno.ts";
import { firstError } from "../lib/errors.ts";
import { countHoldings, describeLeak } from "./counters.ts";
import {
  Broken,
  Denied,
  HarnessFault,
  NotExercised,
  type Rule,
  show,
  type Verdict,
} from "./rule.ts";
import { type AnyImplementation, type AnySuite, chooseGround, type Ground } from "./suite.ts";

/** What to check. */
export interface Pair {
  readonly rule: Rule<Disposable>;
  readonly implementation: AnyImplementation;
  /** `ringbuf/copy`. */
  readonly id: string;
  readonly seed: number;
}

/** A verdict and where it was reached. */
export type Checked = Verdict & { readonly on: "kernel" | "fake" | "none" };

/** Checks a pair on a fresh fixture, and that nothing is left open after it. */
export async function checkPair(suite: AnySuite, pair: Pair): Promise<Checked> {
  let ground: Ground;
  try {
    ground = chooseGround(suite, pair as never);
  } catch (error) {
    return { ...judge(error), on: "none" }; // its probe threw
  }
  if ("exempt" in ground) return { ...skip(`does not apply: ${ground.exempt}`), on: "none" };
  if ("skipped" in ground) return { ...skip(ground.skipped), on: "none" };
  if ("absent" in ground) {
    const expected = `available from Linux ${pair.implementation.traits.minimumKernel} on`;
    return { verdict: "broken", expected, actual: ground.absent, on: "none" };
  }
  const before = countHoldings();
  const verdict = await checkOn(suite, { pair, on: ground.on });
  const leak = describeLeak(before, countHoldings());
  if (leak === undefined || verdict.verdict !== "holds") return { ...verdict, on: ground.on };
  return {
    verdict: "broken",
    expected: "nothing left open after disposal",
    actual: `left open: ${leak}`,
    on: ground.on,
  };
}

async function checkOn(
  suite: AnySuite,
  options: { readonly pair: Pair; readonly on: "kernel" | "fake" },
): Promise<Verdict> {
  const { pair, on } = options;
  const { id, implementation, seed } = pair;
  let fixture: Disposable | undefined;
  let verdict: Verdict;
  try {
    fixture = suite.openFixture({ id, implementation, on, seed }) as Disposable;
    verdict = await pair.rule.check(fixture);
  } catch (error) {
    verdict = judge(error);
  }
  try {
    fixture?.[Symbol.dispose]();
  } catch (error) {
    if (verdict.verdict === "holds") verdict = judge(error);
  }
  return verdict;
}

/** What an exception out of a check means. */
export function judge(thrown: unknown): Verdict {
  const error = firstError(thrown);
  if (error instanceof Broken) {
    return { verdict: "broken", expected: error.expected, actual: error.actual };
  }
  if (error instanceof NotExercised) return { verdict: "not_exercised", reason: error.message };
  if (error instanceof Denied) return skip(error.message);
  if (error instanceof HarnessFault) return { verdict: "error", reason: error.message };
  const where = error instanceof Error && !(error instanceof SysError)
    ? ` ${firstFrame(error)}`
    : "";
  return { verdict: "broken", expected: "no exception", actual: `${show(error)}${where}` };
}

function firstFrame(error: Error): string {
  const frame = error.stack?.split("\n").find((line) => line.trim().startsWith("at ")) ?? "";
  return frame.trim().replace(/file:\/\/\S*\/(?=[^/]+\/[^/]+$)/, "");
}

function skip(reason: string): Verdict {
  return { verdict: "skipped", reason };
}
