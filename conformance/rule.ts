/** What a rule is: one MUST sentence, and a check that says whether an implementation keeps it. @module */
import type { HostTraits, Traits } from "../lib/implementation.ts";

/** What a check found. */
export type Verdict =
  | { readonly verdict: "holds" }
  | { readonly verdict: "broken"; readonly expected: string; readonly actual: string }
  /** The host denies what the rule needs: permission, limit, missing library. */
  | { readonly verdict: "skipped"; readonly reason: string }
  /** It ran, but the situation that the rule is about never came. */
  | { readonly verdict: "not_exercised"; readonly reason: string }
  /** The harness failed; says nothing about the implementation. */
  | { readonly verdict: "error"; readonly reason: string };

/**
 * One rule, of a role (`T` is what its implementations declare) or of one path. Its id is its file:
 * `shared/owned_until_release`, `sink/returned_once`, `ringbuf/busy_head`.
 */
export interface Rule<Fixture, T extends HostTraits = Traits> {
  readonly id: string;
  /** The numbers under which the invariant is known elsewhere: `["X1", "RB-1"]`. */
  readonly paths: readonly string[];
  /** One sentence with MUST. */
  readonly requirement: string;
  /** Where the requirement comes from: a URL, or a kernel file. */
  readonly source: string;
  /** The mutants that this rule kills; at least one. Names of a mutants table of its role. */
  readonly killedBy: readonly string[];
  /** `both`: the kernel's object, or the fake where the kernel denies it to us. */
  readonly on: "kernel" | "fake" | "both";
  /**
   * True where the fake stands below the kernel's own interface, and so serves implementations that
   * need the kernel too. @default {false}
   */
  readonly fakesKernel?: boolean;
  /** Longer than the usual limit, where the rule has to wait. @default {5000} */
  readonly limitMs?: number;
  /** True for a rule about implementations that cannot run here. @default {false} */
  readonly evenUnavailable?: boolean;
  /** Why the rule says nothing about implementations with these traits; undefined: it applies. */
  exempt?(traits: T): string | undefined;
  /**
   * Checks one implementation on a ring of its own. May block its thread; every wait in it has a
   * deadline. An exception other than {@linkcode Broken} and {@linkcode HarnessFault} is taken for
   * the implementation's, and breaks the rule.
   */
  check(fixture: Fixture): Verdict | Promise<Verdict>;
}

/** Thrown by the `must…` checks: the implementation broke the rule. */
export class Broken extends Error {
  override readonly name = "Broken";
  readonly expected: string;
  readonly actual: string;

  constructor(expected: string, actual: string) {
    super(`expected ${expected}, got ${actual}`);
    this.expected = expected;
    this.actual = actual;
  }
}

/** Thrown by a fixture: the harness, or the host, failed. */
export class HarnessFault extends Error {
  override readonly name = "HarnessFault";
}

/** Thrown by a check whose precondition did not come about. */
export class NotExercised extends Error {
  override readonly name = "NotExercised";
}

/** Thrown by a fixture that the host denies something; the verdict is `skipped`. */
export class Denied extends Error {
  override readonly name = "Denied";
}

/** The implementation keeps the rule. */
export function holds(): Verdict {
  return { verdict: "holds" };
}

/** The implementation breaks the rule. Strings are sentences; other values are shown. */
export function broken(expected: unknown, actual: unknown): Verdict {
  return { verdict: "broken", expected: show(expected), actual: show(actual) };
}

/**
 * Goes on only when `condition` is true.
 *
 * @throws {Broken} otherwise.
 */
export function must(
  condition: boolean,
  otherwise: { readonly expected: string; readonly actual: unknown },
): asserts condition {
  if (!condition) throw new Broken(otherwise.expected, show(otherwise.actual));
}

/**
 * Goes on only when the two are the same, byte by byte for arrays.
 *
 * @throws {Broken} with `what` in both sentences.
 */
export function mustEqual(
  actual: unknown,
  options: { readonly expected: unknown; readonly what: string },
): void {
  const { expected, what } = options;
  if (sameValue(actual, expected)) return;
  throw new Broken(`${what}: ${show(expected)}`, `${what}: ${show(actual)}`);
}

/**
 * Goes on only when `action` throws an error of that name (`ConcurrentUse`). Returns the error.
 *
 * @throws {Broken} when it returns, or throws something else.
 */
export function mustThrow(
  action: () => unknown,
  options: { readonly name: string; readonly what: string },
): Error {
  let result: unknown;
  try {
    result = action();
  } catch (error) {
    if (error instanceof Error && error.name === options.name) return error;
    throw new Broken(`${options.what}: throws ${options.name}`, `throws ${show(error)}`);
  }
  throw new Broken(`${options.what}: throws ${options.name}`, `returned ${show(result)}`);
}

/**
 * Goes on only when the precondition came about.
 *
 * @throws {NotExercised} otherwise.
 */
export function precondition(condition: boolean, reason: string): asserts condition {
  if (!condition) throw new NotExercised(reason);
}

/** A value in one short line; strings as they are. */
export function show(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Uint8Array) return showBytes(value);
  // what owns memory may have parts that nobody can read
  if (isDisposable(value)) return `an open ${value.constructor.name}`;
  const options = { breakLength: Infinity, compact: true, depth: 4, iterableLimit: 12 };
  const text = Deno.inspect(value, options).replaceAll(/\s+/g, " ");
  return text.length > 300 ? `${text.slice(0, 297)}...` : text;
}

function isDisposable(value: unknown): value is Disposable {
  return typeof value === "object" && value !== null && Symbol.dispose in value;
}

function showBytes(bytes: Uint8Array): string {
  const head = Array.from(bytes.subarray(0, 12), (byte) => byte.toString(16).padStart(2, "0"));
  return `${bytes.length} bytes ${head.join(" ")}${bytes.length > 12 ? " ..." : ""}`;
}

function sameValue(actual: unknown, expected: unknown): boolean {
  if (Object.is(actual, expected)) return true;
  if (typeof actual !== "object" || typeof expected !== "object") return false;
  if (actual === null || expected === null) return false;
  if (ArrayBuffer.isView(actual) && ArrayBuffer.isView(expected)) {
    return sameBytes(actual as Uint8Array, expected as Uint8Array);
  }
  if (Array.isArray(actual) !== Array.isArray(expected)) return false;
  const keys = Object.keys(expected);
  if (Object.keys(actual).length !== keys.length) return false;
  const [left, right] = [actual, expected] as Record<string, unknown>[];
  return keys.every((key) => key in left! && sameValue(left![key], right![key]));
}

/** Whether two byte arrays are the same. */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) {
    if (left[index] !== right[index]) return false;
  }
  return true;
}
