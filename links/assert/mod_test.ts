/** What the project relies on of @std/assert; holds for the stand-in and for JSR's. @module */
import * as assert from "@std/assert";

const { assertEquals, assertRejects, assertThrows } = assert;

Deno.test("assertThrows() returns the error when class and message fit", () => {
  const error = assertThrows(
    () => {
      throw new RangeError("out of reach");
    },
    RangeError,
    "reach",
  );
  assertEquals(error.message, "out of reach");
});

Deno.test("assertThrows() throws when nothing is thrown, or something else", () => {
  assertThrows(() => assertThrows(() => 1));
  assertThrows(() =>
    assertThrows(() => {
      throw new Error("plain");
    }, TypeError)
  );
});

Deno.test("assertRejects() resolves to the error when the promise rejects", async () => {
  const error = await assertRejects(() => Promise.reject(new TypeError("no")), TypeError);
  assertEquals(error.message, "no");
});

Deno.test("assertEquals() compares deeply, typed arrays too", () => {
  assertEquals(new Uint8Array([1, 2]), new Uint8Array([1, 2]));
  assertThrows(() => assertEquals(new Uint8Array([1, 2]), new Uint8Array([1, 3])));
  assertThrows(() => assertEquals<unknown>({ a: 1 }, { a: 1, b: 2 }));
});

Deno.test("every other assertion throws when its claim is false", () => {
  assertThrows(() => assert.assert(0));
  assertThrows(() => assert.assertNotEquals([1], [1]));
  assertThrows(() => assert.assertStrictEquals({}, {}));
  assertThrows(() => assert.assertNotStrictEquals(1, 1));
  assertThrows(() => assert.assertMatch("a", /b/));
  assertThrows(() => assert.assertStringIncludes("a", "b"));
  assertThrows(() => assert.assertGreater(1, 1));
  assertThrows(() => assert.assertGreaterOrEqual(1, 2));
  assertThrows(() => assert.assertLess(1, 1));
  assertThrows(() => assert.assertLessOrEqual(2, 1));
  assertThrows(() => assert.assertAlmostEquals(1, 1.1, 0.01));
});
