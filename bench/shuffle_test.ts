/** Tests of shuffle.ts. @module */
import { assertEquals, assertNotEquals } from "@std/assert";
import { createRandom } from "../results/statistics.ts";
import { pointOrder, roundOrders, shuffled } from "./shuffle.ts";

const rows = ["a", "b", "c", "d", "e"];

Deno.test("shuffled() keeps every item", () => {
  assertEquals(shuffled(rows, createRandom(1)).sort(), rows);
});

Deno.test("roundOrders() mirrors the order from round to round", () => {
  const [first, second, third] = roundOrders(rows, { seed: 5, pair: 0, rounds: 4 });
  assertEquals(second, [...first!].reverse());
  assertEquals(third, first);
});

Deno.test("roundOrders() takes a pair of pairs from opposite ends", () => {
  const even = roundOrders(rows, { seed: 5, pair: 2, rounds: 2 });
  const odd = roundOrders(rows, { seed: 5, pair: 3, rounds: 2 });
  assertEquals(odd[0], even[1]);
});

Deno.test("roundOrders() draws another order for the next two pairs", () => {
  const many = Array.from({ length: 20 }, (_, index) => index);
  const first = roundOrders(many, { seed: 5, pair: 0, rounds: 1 });
  assertNotEquals(roundOrders(many, { seed: 5, pair: 2, rounds: 1 }), first);
});

Deno.test("pointOrder() repeats itself for the same seed and pair", () => {
  assertEquals(pointOrder(rows, { seed: 9, pair: 3 }), pointOrder(rows, { seed: 9, pair: 3 }));
});
