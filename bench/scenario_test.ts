/** Tests of scenario.ts, and of what every scenario must have. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { cross, numberOf } from "./scenario.ts";
import { scenarios } from "./table.ts";

Deno.test("cross() gives all combinations, the last axis fastest", () => {
  assertEquals(cross({ a: [1, 2], b: ["x", "y"] }), [
    { a: 1, b: "x" },
    { a: 1, b: "y" },
    { a: 2, b: "x" },
    { a: 2, b: "y" },
  ]);
});

Deno.test("numberOf() refuses a parameter that is no number", () => {
  assertThrows(() => numberOf({ size: "64" }, "size"), RangeError, "size");
});

for (const scenario of scenarios) {
  Deno.test(`${scenario.id} asks a question over a sweep and a shorter one`, () => {
    assert(scenario.question.endsWith("?"));
    assert(scenario.notes.length > 0);
    assert(scenario.smoke.length > 0);
    assert(scenario.quickSweep.length < scenario.sweep.length);
  });

  Deno.test(`${scenario.id} is the name of its file`, async () => {
    const { size } = await Deno.stat(new URL(`./${scenario.id}.ts`, import.meta.url));
    assert(size > 0);
  });
}
