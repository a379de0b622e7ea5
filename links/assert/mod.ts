/** Stand-in for jsr:@std/assert, over node:assert: same names and signatures, the part we use. @module */
import {
  deepStrictEqual,
  match,
  notDeepStrictEqual,
  notStrictEqual,
  ok,
  strictEqual,
} from "node:assert/strict";

/** Throws unless `expr` is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  ok(expr, msg || "expected a truthy value");
}

/** Throws unless both are deeply equal. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  deepStrictEqual(actual, expected, msg);
}

/** Throws when both are deeply equal. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  notDeepStrictEqual(actual, expected, msg);
}

/** Throws unless both are the same value (Object.is). */
export function assertStrictEquals<T>(actual: unknown, expected: T, msg?: string): void {
  strictEqual(actual, expected, msg);
}

/** Throws when both are the same value (Object.is). */
export function assertNotStrictEquals<T>(actual: T, expected: T, msg?: string): void {
  notStrictEqual(actual, expected, msg);
}

/** Throws unless `actual` matches `expected`. */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  match(actual, expected, msg);
}

/** Throws unless `actual` contains `expected`. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  ok(
    actual.includes(expected),
    msg ?? `expected ${JSON.stringify(actual)} to include "${expected}"`,
  );
}

/** Throws unless `low <= actual`. */
export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  ok(actual >= expected, msg ?? `expected ${actual} >= ${expected}`);
}

/** Throws unless `actual <= expected`. */
export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  ok(actual <= expected, msg ?? `expected ${actual} <= ${expected}`);
}

/** Throws unless `actual > expected`. */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  ok(actual > expected, msg ?? `expected ${actual} > ${expected}`);
}

/** Throws unless `actual < expected`. */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  ok(actual < expected, msg ?? `expected ${actual} < ${expected}`);
}

/** Throws unless `actual` lies within `tolerance` of `expected`. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance = Math.abs(expected) * 1e-7,
  msg?: string,
): void {
  ok(
    Math.abs(actual - expected) <= tolerance,
    msg ?? `expected ${actual} to be within ${tolerance} of ${expected}`,
  );
}

// deno-lint-ignore no-explicit-any -- the published signature: any constructor will do
type Constructor<E> = new (...args: any[]) => E;

/** Throws unless `fn` throws an `ErrorClass` whose message includes `msgIncludes`; returns it. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass?: Constructor<E>,
  msgIncludes = "",
): E {
  let thrown: unknown;
  let returned = false;
  try {
    fn();
    returned = true;
  } catch (error) {
    thrown = error;
  }
  ok(!returned, "expected the function to throw");
  return checkThrown(thrown, ErrorClass, msgIncludes);
}

/** Throws unless the promise of `fn` rejects with an `ErrorClass`; resolves to the error. */
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass?: Constructor<E>,
  msgIncludes = "",
): Promise<E> {
  let thrown: unknown;
  let resolved = false;
  try {
    await fn();
    resolved = true;
  } catch (error) {
    thrown = error;
  }
  ok(!resolved, "expected the promise to reject");
  return checkThrown(thrown, ErrorClass, msgIncludes);
}

function checkThrown<E extends Error>(
  thrown: unknown,
  ErrorClass: Constructor<E> | undefined,
  msgIncludes: string,
): E {
  ok(thrown instanceof Error, "expected an Error to be thrown");
  if (ErrorClass) {
    ok(thrown instanceof ErrorClass, `expected ${ErrorClass.name}, got ${thrown.name}: ${thrown}`);
  }
  ok(
    thrown.message.includes(msgIncludes),
    `expected "${thrown.message}" to include "${msgIncludes}"`,
  );
  return thrown as E;
}
