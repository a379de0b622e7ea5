/** Tests of the seeded generator. @module */
import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { deriveSeed, Random } from "./random.ts";

Deno.test("Random repeats its numbers for the same seed", () => {
  const [one, two] = [new Random(7), new Random(7)];
  assertEquals(
    Array.from({ length: 20 }, () => one.next()),
    Array.from({ length: 20 }, () => two.next()),
  );
});

Deno.test("integer() reaches both ends and nothing else", () => {
  const random = new Random(1);
  const seen = new Set(Array.from({ length: 500 }, () => random.integer(3, 6)));
  assertEquals([...seen].sort(), [3, 4, 5, 6]);
});

Deno.test("pick() refuses an empty list", () => {
  assertThrows(() => new Random(1).pick([]), RangeError);
});

Deno.test("deriveSeed() gives every name a seed of its own", () => {
  assertNotEquals(deriveSeed(1, "shared/no_leak a"), deriveSeed(1, "shared/no_leak b"));
  assertNotEquals(deriveSeed(1, "a"), deriveSeed(2, "a"));
  assert(deriveSeed(1, "a") >= 0);
});
