/** Tests of the registry: numbers are used once, the maximum holds, a close gives its reason. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { DuplicateStream, TooManyStreams } from "./errors.ts";
import { Registry } from "./registry.ts";

Deno.test("add() refuses a number that was used, that of an ended stream too", () => {
  const registry = new Registry<string>();
  registry.add(3, "three");
  assertThrows(() => registry.add(3, "again"), DuplicateStream);
  registry.remove(3);
  assertThrows(() => registry.use(3), DuplicateStream);
  assertEquals(registry.count, 0);
});

Deno.test("add() refuses one stream too many, until one is removed", () => {
  const registry = new Registry<string>({ streamsMax: 1 });
  registry.add(1, "one");
  assertThrows(() => registry.add(2, "two"), TooManyStreams);
  registry.remove(1);
  registry.add(2, "two");
  assertEquals(registry.get(2), "two");
});

Deno.test("add() after close() throws the first reason", () => {
  const registry = new Registry<string>();
  const reason = new Error("shut down");
  registry.close(reason);
  registry.close(new Error("later"));
  assertEquals(assertThrows(() => registry.add(1, "one")), reason);
});

Deno.test("emptied() resolves when the last stream is removed", async () => {
  const registry = new Registry<string>();
  registry.add(1, "one");
  const emptied = registry.emptied();
  registry.remove(1);
  await emptied;
});
