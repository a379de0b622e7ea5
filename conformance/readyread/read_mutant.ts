/** A broken source of many connections, made into a row of the suite. @module */
import { ready } from "../../lib/readyread/ready.ts";
import type { Mutant } from "../suite.ts";
import type { ReadRow } from "./read_fixture.ts";

/** A mutant of the readyread suite. */
export type ReadMutant = Mutant<ReadRow>;

/** What {@linkcode toReadMutant} takes: what is not said is as `ready` has it, unbroken. */
export interface ReadMutantOptions
  extends Partial<Pick<ReadRow, "open" | "openFrames" | "openBuffered">> {
  readonly name: string;
  readonly bug: string;
  /** What it claims to be. @default {ready} */
  readonly row?: ReadRow;
}

/** What makes one. */
export function toReadMutant(options: ReadMutantOptions): ReadMutant {
  const { name, bug, row = ready, ...broken } = options;
  return { name, bug, implementation: { ...row, ...broken, name, summary: bug } };
}
