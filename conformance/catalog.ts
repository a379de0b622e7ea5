/** Everything that can be checked: the suites, with a user's implementations among them. @module */
import type { UserRows } from "../lib/host/user_module.ts";
import { toMutant, toMutantOf } from "./bug.ts";
import type { Rule } from "./rule.ts";
import type { AnyImplementation, AnySuite, Mutant } from "./suite.ts";
import { muxQueueSuite } from "./mux/queue_suite.ts";
import { muxWriterSuite } from "./mux/writer_suite.ts";
import { netlinkReceiveSuite } from "./netlink/receive_suite.ts";
import { netlinkSendSuite } from "./netlink/send_suite.ts";
import { readyreadSuite } from "./readyread/suite.ts";
import { ringbufSuite } from "./ringbuf/suite.ts";
import { zerocopySuite } from "./zerocopy/suite.ts";

/** The suites of the paths, one a path. */
export const suites: readonly AnySuite[] = [
  ringbufSuite,
  netlinkReceiveSuite,
  netlinkSendSuite,
  zerocopySuite,
  readyreadSuite,
  muxQueueSuite,
  muxWriterSuite,
];

/** An implementation by its id. */
export interface Listed {
  readonly id: string;
  readonly suite: AnySuite;
  readonly implementation: AnyImplementation;
}

/** Every implementation, the user's behind the built-in ones; mutants left out. */
export function listImplementations(user: readonly UserRows[] = []): readonly Listed[] {
  return suites.flatMap((suite) => {
    const own = user.filter(({ path }) => path === suite.path)
      .flatMap(({ implementations }) => implementations);
    const rows: readonly AnyImplementation[] = [...suite.implementations, ...own];
    return rows.map((implementation) => ({
      id: `${suite.path}/${implementation.name}`,
      suite,
      implementation,
    }));
  });
}

/** A mutant by its id, `ringbuf/mutants/NAME`. */
export interface ListedMutant extends Listed {
  readonly bug: string;
  /** The rules that say that they kill it. */
  readonly rules: readonly Rule<Disposable>[];
}

/** Every mutant: those of the tables, and a user's implementations with some of the same bugs. */
export function listMutants(user: readonly UserRows[] = []): readonly ListedMutant[] {
  return suites.flatMap((suite) => {
    const own = user.filter(({ path }) => path === suite.path)
      .flatMap(({ implementations }) => implementations);
    return [...tableMutants(suite), ...own.flatMap((row) => mutantsOf(suite, row))].map((
      { name, bug, implementation, like = name },
    ) => ({
      id: `${suite.path}/mutants/${name}`,
      suite,
      implementation,
      bug,
      rules: (suite.rules as readonly Rule<Disposable>[])
        .filter(({ killedBy }) => killedBy.includes(like)),
    }));
  });
}

/** The mutants of a suite's own. */
export function tableMutants(suite: AnySuite): readonly Mutant<AnyImplementation>[] {
  return [...suite.mutants, ...suite.bugs.map((bug) => toMutant(bug, suite.plain))];
}

/** The bugs of a suite, in one implementation. */
export function mutantsOf(
  suite: AnySuite,
  row: AnyImplementation,
): readonly Mutant<AnyImplementation>[] {
  return suite.bugs.filter((bug) => bug.exempt?.(row.traits) === undefined)
    .map((bug) => toMutantOf(bug, row));
}

/** Every rule id, in the order of the tables; a shared rule once, however many paths use it. */
export function listRuleIds(): readonly string[] {
  return [...new Set(suites.flatMap((suite) => suite.rules.map((rule) => rule.id)))];
}

/** The implementation or mutant of that id. */
export function findListed(id: string, user: readonly UserRows[] = []): Listed | undefined {
  const all: readonly Listed[] = [...listImplementations(user), ...listMutants(user)];
  return all.find((listed) => listed.id === id);
}
