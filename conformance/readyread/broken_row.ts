/** Mutants made from any source of many connections, a user's too: some bugs, put into what it is. @module */
import { openEventfd } from "../../ffi/eventfd.ts";
import { BROKEN, DATA, DEADLINE, EMPTY, END, type Outcome, READY } from "../../lib/outcome.ts";
import type { ReadSource } from "../../lib/readyread/contract.ts";
import { replace } from "../replace.ts";
import type { ReadRow } from "./read_fixture.ts";
import type { ReadMutant } from "./read_mutant.ts";

/** Puts a bug into a source that is open: the members that it replaces. */
type Breaking = (source: ReadSource) => object;

const LOST_EVERY = 9;

/** Named after the mutant of the table that has the same bug. */
const BUGS: readonly {
  readonly like: string;
  readonly bug: string;
  readonly breaking: Breaking;
}[] = [
  { like: "skips_a_datagram", bug: "drops every ninth payload", breaking: skipping },
  {
    like: "leaks_a_descriptor",
    bug: "leaves a descriptor behind at each disposal",
    breaking: (source) => ({
      [Symbol.dispose]: () => {
        openEventfd();
        source[Symbol.dispose]();
      },
    }),
  },
  {
    like: "never_releases",
    bug: "never gives a buffer back",
    breaking: () => ({ commit: () => {} }),
  },
  {
    like: "empty_datagram_is_end",
    bug: "says END of a datagram of no bytes",
    breaking: (source) => saying(source, (outcome) => isEmptyData(source, outcome) ? END : outcome),
  },
  {
    like: "failure_is_an_end",
    bug: "says END of a connection that failed",
    breaking: (source) => saying(source, (outcome) => outcome === BROKEN ? END : outcome),
  },
  {
    like: "end_keeps_a_buffer",
    bug: "keeps a buffer for each stream that ended",
    breaking: (source) =>
      saying(source, (outcome) => {
        if (outcome === END) source.pool.acquire(1);
        return outcome;
      }),
  },
  {
    like: "probe_keeps_its_buffer",
    bug: "goes to sleep with a buffer more than it says",
    breaking: (source) =>
      saying(source, (outcome) => {
        if (outcome === EMPTY) source.pool.acquire(1);
        return outcome;
      }),
  },
  {
    like: "wait_is_deaf_to_data",
    bug: "sleeps through what comes while it waits",
    breaking: (source) => ({
      wait(timeoutMs: number): Outcome {
        const outcome = source.wait(timeoutMs);
        return outcome === READY ? DEADLINE : outcome;
      },
    }),
  },
];

/** The mutants of one implementation. */
export function breakReadRow(row: ReadRow): readonly ReadMutant[] {
  return BUGS.map(({ like, bug, breaking }) => {
    const name = `${like}_of_${row.name}`;
    const implementation: ReadRow = {
      ...row,
      name,
      summary: bug,
      probe: () => row.probe(),
      open(input) {
        const source = row.open(input);
        return replace(source, breaking(source));
      },
    };
    return { name, like, bug: `${row.name}, broken: ${bug}`, implementation };
  });
}

/** Says something else than the source does. */
function saying(source: ReadSource, change: (outcome: Outcome) => Outcome): object {
  return { next: () => change(source.next()) };
}

function skipping(source: ReadSource): object {
  let count = 0;
  return saying(source, (outcome) => {
    if (outcome !== DATA || ++count % LOST_EVERY !== 0) return outcome;
    source.commit();
    return source.next();
  });
}

function isEmptyData(source: ReadSource, outcome: Outcome): boolean {
  return outcome === DATA && source.length === 0;
}
