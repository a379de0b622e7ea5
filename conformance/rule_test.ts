/** Tests of what checks are written with. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { Broken, must, mustEqual, mustThrow, NotExercised, precondition, show } from "./rule.ts";

Deno.test("must() throws Broken with both sentences when the condition is false", () => {
  const error = assertThrows(() => must(false, { expected: "3 payloads", actual: 2 }), Broken);
  assertEquals([error.expected, error.actual], ["3 payloads", "2"]);
});

Deno.test("mustEqual() compares arrays and bytes by content", () => {
  mustEqual([1, "a"], { expected: [1, "a"], what: "a list" });
  mustEqual(new Uint8Array([1, 2]), { expected: new Uint8Array([1, 2]), what: "bytes" });
  assertThrows(
    () => mustEqual(new Uint8Array([1, 2]), { expected: new Uint8Array([1, 3]), what: "bytes" }),
    Broken,
  );
});

Deno.test("mustEqual() tells a missing key from one that is undefined", () => {
  assertThrows(() => mustEqual({ a: undefined }, { expected: { b: 1 }, what: "keys" }), Broken);
});

Deno.test("mustThrow() accepts an error of the name alone", () => {
  const throwIt = () => {
    throw new TypeError("wrong");
  };
  assertEquals(mustThrow(throwIt, { name: "TypeError", what: "a call" }).message, "wrong");
  assertThrows(() => mustThrow(throwIt, { name: "RangeError", what: "a call" }), Broken);
});

Deno.test("mustThrow() throws Broken when nothing was thrown", () => {
  const error = assertThrows(() => mustThrow(() => 7, { name: "X", what: "a call" }), Broken);
  assertEquals(error.actual, "returned 7");
});

Deno.test("precondition() throws NotExercised when it did not come about", () => {
  assertThrows(() => precondition(false, "no signal came"), NotExercised, "no signal came");
});

Deno.test("show() cuts what is long and shows bytes by their start", () => {
  assertEquals(show("x".repeat(400)).length, 400); // a sentence is left whole
  assertEquals(show(new Uint8Array(40)), `40 bytes ${"00 ".repeat(12)}...`);
  assertEquals(show(Array.from({ length: 200 }, () => "word".repeat(10))).length <= 300, true);
});
