/** The mutants of the shared sink rules, made into rows of a path. @module */
import {
  AVAILABLE,
  type Implementation,
  type Probe,
  type SinkTraits,
} from "../../lib/implementation.ts";
import type { Sink } from "../../lib/sink.ts";
import { PlainSink, type PlainSinkInput, plainSinkTraits } from "../plain_sink.ts";
import type { Mutant } from "../suite.ts";

/** A plain sink with one bug. */
export interface SinkMutant {
  readonly name: string;
  readonly bug: string;
  /** @default {available} */
  probe?(): Probe;
  open(input: PlainSinkInput): Sink;
}

/** The plain sink as it stands. */
export const plainSink: SinkMutant = {
  name: "plain_sink",
  bug: "none",
  open: (input) => new PlainSink(input),
};

/** What a path's input must have, whatever else is in it. */
type PathInput = Pick<PlainSinkInput, "fd" | "pool">;

/** A mutant as a row of a path. `head` gives the bytes in front of a payload. */
export function toSinkRow(
  mutant: SinkMutant,
  head: PlainSinkInput["head"],
): Mutant<Implementation<PathInput, Sink, SinkTraits>> {
  const { name, bug } = mutant;
  return {
    name,
    bug,
    implementation: {
      name,
      summary: bug,
      source: "https://man7.org/linux/man-pages/man2/send.2.html",
      traits: plainSinkTraits,
      probe: () => mutant.probe?.() ?? AVAILABLE,
      open: ({ fd, pool }: PathInput) => mutant.open({ fd, pool, head }),
    },
  };
}
