/** Bugs that can be put into any implementation of a role: into one of ours, and into a user's. @module */
import type { HostTraits } from "../lib/implementation.ts";
import { replace } from "./replace.ts";
import type { AnyImplementation, Mutant } from "./suite.ts";

/** What an implementation of that row is opened with. */
export type InputOf<Row extends AnyImplementation> = Parameters<Row["open"]>[0];

/**
 * A bug in what an implementation is given, or in members of what it opens. What lies deeper is a
 * whole implementation of its own, a {@linkcode Mutant}.
 *
 * All are methods, so that a bug of every source is one of a path's sources too.
 */
export interface Bug<Opened, Input = never> {
  /** Its file: `wait_spins`. The rules that kill it name it in `killedBy`. */
  readonly name: string;
  /** What is wrong, in a sentence. */
  readonly bug: string;
  /** Why it would be none in an implementation that declares so; undefined where it is one. */
  exempt?(traits: HostTraits): string | undefined;
  /** What is opened with, in place of what was given. */
  input?(input: Input): Input;
  /** The members that are replaced; all others go on to what was opened. */
  members?(opened: Opened): object;
}

/** A bug of a suite's rows. */
export type BugOf<Row extends AnyImplementation> = Bug<ReturnType<Row["open"]>, InputOf<Row>>;

/** The bug in one of our own: a mutant of the table. */
export function toMutant<Row extends AnyImplementation>(bug: BugOf<Row>, row: Row): Mutant<Row> {
  return { name: bug.name, bug: bug.bug, implementation: breakRow(bug, row, bug.name) };
}

/** The bug in a user's row, to be killed by the rules that kill the one of the table. */
export function toMutantOf<Row extends AnyImplementation>(bug: BugOf<Row>, row: Row): Mutant<Row> {
  const name = `${bug.name}_of_${row.name}`;
  return {
    name,
    like: bug.name,
    bug: `${row.name}, broken: ${bug.bug}`,
    implementation: breakRow(bug, row, name),
  };
}

function breakRow<Row extends AnyImplementation>(bug: BugOf<Row>, row: Row, name: string): Row {
  const open = (given: InputOf<Row>) => {
    const opened = row.open(bug.input?.(given) ?? given) as object;
    const members = bug.members?.(opened as ReturnType<Row["open"]>);
    return members === undefined ? opened : replace(opened, members);
  };
  return { ...row, name, summary: bug.bug, probe: () => row.probe(), open };
}
