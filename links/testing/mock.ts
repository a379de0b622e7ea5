/** Stand-in for jsr:@std/testing/mock, over node:test: same names and signatures, the part we use. @module */
import { mock } from "node:test";
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";

/** One recorded call. */
export interface SpyCall<Self = unknown, Args extends unknown[] = unknown[], Return = unknown> {
  args: Args;
  returned?: Return;
  error?: Error;
  self?: Self;
}

/** A function that records its calls. */
export interface Spy<Self = unknown, Args extends unknown[] = unknown[], Return = unknown>
  extends Disposable {
  (this: Self, ...args: Args): Return;
  calls: SpyCall<Self, Args, Return>[];
  restored: boolean;
  /** Puts the original back. */
  restore(): void;
}

/** What {@linkcode assertSpyCall} compares; what is left out is not compared. */
export interface ExpectedSpyCall<Args extends unknown[] = unknown[], Return = unknown> {
  args?: Args;
  returned?: Return;
  self?: unknown;
  error?: { Class?: ErrorConstructor; msgIncludes?: string };
}

type Callable = (...args: unknown[]) => unknown;

/** A function that records its calls and does nothing. */
export function spy(): Spy<unknown, unknown[], undefined>;
/** Wraps a function so that its calls are recorded. */
export function spy<Self, Args extends unknown[], Return>(
  func: (this: Self, ...args: Args) => Return,
): Spy<Self, Args, Return>;
/** Replaces a method by one that records its calls and passes them on. */
export function spy<Self, Key extends keyof Self>(self: Self, property: Key): MethodSpy<Self, Key>;
export function spy(target?: unknown, property?: PropertyKey): unknown {
  if (property === undefined) return recorded((target as Callable) ?? (() => undefined));
  return replaced(target, property, undefined);
}

/** A spy on a method. */
export type MethodSpy<Self, Key extends keyof Self> = Self[Key] extends
  (...args: infer Args) => infer Return ? Spy<Self, Args, Return> : never;

/** Replaces a method by `func`, or by one that does nothing. */
export function stub<Self, Key extends keyof Self>(
  self: Self,
  property: Key,
  func?: Self[Key],
): MethodSpy<Self, Key> {
  return replaced(self, property, (func as Callable) ?? (() => undefined)) as MethodSpy<Self, Key>;
}

/** A function that returns the values one after the other. */
export function returnsNext<Return>(values: Iterable<Return>): () => Return {
  const left = values[Symbol.iterator]();
  let count = 0;
  return () => {
    const { done, value } = left.next();
    if (done) throw new Error(`Expected at most ${count} call(s)`);
    count++;
    return value;
  };
}

/** Throws unless the spy was called that often. */
export function assertSpyCalls(spied: { calls: unknown[] }, expectedCalls: number): void {
  strictEqual(spied.calls.length, expectedCalls, `Spy called ${spied.calls.length} time(s)`);
}

/** Throws unless the call at `callIndex` was as expected. */
export function assertSpyCall<Self, Args extends unknown[], Return>(
  spied: Spy<Self, Args, Return>,
  callIndex: number,
  expected: ExpectedSpyCall<Args, Return> = {},
): void {
  const call = spied.calls[callIndex];
  ok(call, `Spy not called ${callIndex + 1} time(s)`);
  if ("args" in expected) deepStrictEqual(call.args, expected.args);
  if ("returned" in expected) deepStrictEqual(call.returned, expected.returned);
  if ("self" in expected) strictEqual(call.self, expected.self);
  if (expected.error) {
    ok(call.error instanceof (expected.error.Class ?? Error), "Spy call did not throw as expected");
    ok(call.error.message.includes(expected.error.msgIncludes ?? ""));
  }
}

interface Recorder {
  readonly mock: {
    readonly calls: readonly {
      readonly arguments: readonly unknown[];
      readonly result?: unknown;
      readonly error?: unknown;
      readonly this: unknown;
    }[];
    restore(): void;
  };
}

function recorded(func: Callable): unknown {
  return dressed(mock.fn(func) as unknown as Callable & Recorder, {
    restore: () => {
      throw new Error("Cannot restore: function cannot be restored");
    },
  });
}

function replaced(self: unknown, property: PropertyKey, func: Callable | undefined): unknown {
  const target = self as Record<PropertyKey, Callable>;
  const method = func
    ? mock.method(target, property as string, func)
    : mock.method(target, property as string);
  const recorder = method as unknown as Callable & Recorder;
  return dressed(recorder, { restore: () => recorder.mock.restore() });
}

/** Gives node's recorder the members that a spy of @std/testing has. */
function dressed(recorder: Callable & Recorder, { restore }: { restore: () => void }): unknown {
  let restored = false;
  const restoreOnce = () => {
    if (restored) throw new Error("Cannot restore: instance method already restored");
    restore();
    restored = true;
  };
  return Object.defineProperties(recorder, {
    calls: { get: () => recorder.mock.calls.map(asSpyCall) },
    restored: { get: () => restored },
    restore: { value: restoreOnce },
    [Symbol.dispose]: { value: () => restored || restoreOnce() },
  });
}

function asSpyCall(call: Recorder["mock"]["calls"][number]): SpyCall {
  const { arguments: args, this: self } = call;
  if (call.error !== undefined) return { args: [...args], self, error: call.error as Error };
  return { args: [...args], self, returned: call.result };
}
