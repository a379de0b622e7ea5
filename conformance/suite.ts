/** A path's suite: its implementations, rules and mutants, and how one check is run. @module */
import type { HostTraits, Implementation, Probe, Traits } from "../lib/implementation.ts";
import { AVAILABLE } from "../lib/implementation.ts";
import type { BugOf } from "./bug.ts";
import type { Rule } from "./rule.ts";

/** An implementation broken on purpose: it shows that a rule can fail. */
export interface Mutant<Row> {
  /** Its file: `commit_forgets_discards`. The rules that kill it name it in `killedBy`. */
  readonly name: string;
  /** What is wrong with it, in a sentence. */
  readonly bug: string;
  readonly implementation: Row;
  /** The mutant of the table that has the same bug, where this one was made from a user's row. */
  readonly like?: string;
}

/** An implementation, its input left open: the fixture alone knows that. */
// deno-lint-ignore no-explicit-any -- contravariant: `unknown` would accept no implementation
export type AnyImplementation = Implementation<any, unknown, HostTraits>;

/** What a fixture is made with. */
export interface FixtureOptions<Row> {
  /** `ringbuf/copy`. */
  readonly id: string;
  readonly implementation: Row;
  readonly on: "kernel" | "fake";
  readonly seed: number;
}

/** One path, as the engine sees it; a path that has both roles is two suites. */
export interface Suite<
  Row extends AnyImplementation,
  Fixture extends Disposable,
  T extends HostTraits = Traits,
> {
  /** `ringbuf`. */
  readonly path: string;
  /** What its implementations are, and so which shared rules they keep. */
  readonly role: "source" | "sink" | "queue" | "writer";
  readonly implementations: readonly Row[];
  /** Those of its roles, and its own. */
  readonly rules: readonly Rule<Fixture, T>[];
  /** Those that are broken where no wrapper reaches. */
  readonly mutants: readonly Mutant<Row>[];
  /** What can be put into any implementation, a user's too: do the rules see that fail as well? */
  readonly bugs: readonly BugOf<Row>[];
  /** Where these bugs are put for the table; it keeps every rule. */
  readonly plain: Row;
  /** Whether the kernel gives us what this path needs; opens nothing that it does not close. */
  probeKernel(): Probe;
  /** Makes a fresh fixture. The caller disposes it. */
  openFixture(options: FixtureOptions<Row>): Fixture;
}

/** A suite of any path. */
// deno-lint-ignore no-explicit-any -- see AnyImplementation: rows and fixtures differ by path
export type AnySuite = Suite<any, any, any>;

/** Where a check runs, or why it cannot. */
export type Ground =
  | { readonly on: "kernel" | "fake" }
  /** The rule says nothing about this implementation. */
  | { readonly exempt: string }
  | { readonly skipped: string }
  | { readonly absent: string };

/** Why a rule says nothing about an implementation; undefined where it applies. */
export function exemption(rule: Rule<never>, traits: HostTraits): string | undefined {
  if (rule.on === "fake" && traits.needsKernel && rule.fakesKernel !== true) {
    return "it needs the kernel's own object";
  }
  return rule.exempt?.(traits as Traits); // a suite's rules and rows are of one role
}

/** Chooses kernel or fake for a check. Asks the host. */
export function chooseGround(suite: AnySuite, pair: {
  readonly rule: Rule<never>;
  readonly implementation: AnyImplementation;
}): Ground {
  const { rule, implementation } = pair;
  const exempt = exemption(rule, implementation.traits);
  if (exempt !== undefined) return { exempt };
  const probe: Probe = rule.evenUnavailable ? AVAILABLE : implementation.probe();
  if (!probe.available) return unavailable(probe);
  if (rule.on === "fake") return { on: "fake" };
  const kernel = suite.probeKernel();
  if (kernel.available) return { on: "kernel" };
  const fakeWillDo = rule.on === "both" && !implementation.traits.needsKernel;
  return fakeWillDo ? { on: "fake" } : unavailable(kernel);
}

function unavailable(probe: Probe & { readonly available: false }): Ground {
  const sentence = `${probe.reason}; ${probe.cure}`;
  return probe.denied ? { skipped: sentence } : { absent: sentence };
}
