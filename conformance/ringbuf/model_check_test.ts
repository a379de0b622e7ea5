/** Tests of how a model's counterexample is shrunk and told. @module */
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Broken, HarnessFault } from "../rule.ts";
import { checkModel } from "./model_check.ts";

const ATTEMPT = { inputs: fc.nat(1000), runCount: 200 };
const SEED = { seed: 42 };

function failFromTen(input: number): void {
  if (input >= 10) throw new Broken("less than 10", String(input));
}

Deno.test("checkModel() holds when every run passes", () => {
  assertEquals(checkModel(SEED, { ...ATTEMPT, run: () => {} }), { verdict: "holds" });
});

Deno.test("checkModel() gives the smallest failing input with its seed and path", () => {
  const verdict = checkModel(SEED, { ...ATTEMPT, run: failFromTen });
  assertEquals(verdict.verdict, "broken");
  const { actual } = verdict as { readonly actual: string };
  assertMatch(actual, /^10; after 10 \(fast-check seed 42, path [\d:]+\)$/);
});

Deno.test("checkModel() finds the same with the same seed", () => {
  const check = () => checkModel(SEED, { ...ATTEMPT, run: failFromTen });
  assertEquals(check(), check());
});

Deno.test("checkModel() passes the harness's own faults on", () => {
  const run = () => {
    throw new HarnessFault("no ring");
  };
  assertThrows(() => checkModel(SEED, { ...ATTEMPT, run }), HarnessFault);
});

Deno.test("checkModel() takes any other exception for the implementation's", () => {
  const run = () => {
    throw new RangeError("out of the ring");
  };
  const verdict = checkModel(SEED, { ...ATTEMPT, run });
  assertEquals([verdict.verdict, "expected" in verdict && verdict.expected], [
    "broken",
    "no exception",
  ]);
});
