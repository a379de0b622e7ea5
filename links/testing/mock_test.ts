/** What the project relies on of @std/testing/mock; holds for the stand-in and for JSR's. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { assertSpyCall, assertSpyCalls, returnsNext, spy, stub } from "@std/testing/mock";

Deno.test("spy() records arguments and result when it wraps a function", () => {
  const add = spy((a: number, b: number) => a + b);
  assertEquals(add(1, 2), 3);
  assertSpyCalls(add, 1);
  assertSpyCall(add, 0, { args: [1, 2], returned: 3 });
});

Deno.test("spy() records the error when the function throws", () => {
  const fail = spy(() => {
    throw new RangeError("too far");
  });
  assertThrows(() => fail(), RangeError, "too far");
  assertSpyCall(fail, 0, { error: { msgIncludes: "too far" } });
});

Deno.test("spy() passes calls of a method on, and gives it back when disposed", () => {
  const counter = { step: (by: number) => by * 2 };
  const original = counter.step;
  {
    using step = spy(counter, "step");
    assertEquals(counter.step(4), 8);
    assertSpyCalls(step, 1);
  }
  assertEquals(counter.step === original, true);
});

Deno.test("stub() replaces a method until it is restored", () => {
  const clock = { now: () => 1 };
  const now = stub(clock, "now", returnsNext([10, 20]));
  assertEquals([clock.now(), clock.now()], [10, 20]);
  now.restore();
  assertEquals(clock.now(), 1);
});

Deno.test("assertSpyCalls() throws when the count differs", () => {
  assertThrows(() => assertSpyCalls(spy(), 1));
});
