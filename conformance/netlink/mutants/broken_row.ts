/** Mutants made from any receiver, a user's too: the same few bugs in whatever it is. @module */
import { openEventfd } from "../../../ffi/eventfd.ts";
import type { ReceiveSource } from "../../../lib/netlink/receive/contract.ts";
import { DATA, EMPTY, type Outcome, OVERRUN } from "../../../lib/outcome.ts";
import { replace } from "../../replace.ts";
import type { Mutant } from "../../suite.ts";
import type { ReceiveRow } from "../receive_fixture.ts";

/** Every so many reads a datagram is lost. */
const LOST_EVERY = 9;

interface Bug {
  /** The mutant of the table that has it too. */
  readonly like: string;
  readonly bug: string;
  /** The members of an open receiver that it replaces. */
  readonly breaking: (source: ReceiveSource) => object;
}

const BUGS: readonly Bug[] = [
  { like: "skips_a_datagram", bug: "drops every ninth datagram", breaking: skipping },
  {
    like: "zero_length_is_empty",
    bug: "says EMPTY for a datagram of no bytes",
    breaking: (source) => ({
      next: () => {
        const outcome = source.next();
        return outcome === DATA && source.length === 0 ? EMPTY : outcome;
      },
    }),
  },
  {
    like: "truncation_is_hidden",
    bug: "never says that a datagram was cut",
    breaking: () => ({ truncated: false }),
  },
  {
    like: "overrun_is_swallowed",
    bug: "says EMPTY when the kernel says that it dropped datagrams",
    breaking: (source) => ({
      next: () => {
        const outcome = source.next();
        return outcome === OVERRUN ? EMPTY : outcome;
      },
    }),
  },
  {
    like: "wait_ends_early",
    bug: "ends every wait at once",
    breaking: (source) => ({ wait: () => source.wait(0) }),
  },
  { like: "close_twice_throws", bug: "refuses to be closed twice", breaking: closingOnce },
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
];

/** The mutants of one receiver, named after those of the table whose bug they have. */
export function breakReceiver(row: ReceiveRow): readonly Mutant<ReceiveRow>[] {
  return BUGS.map(({ like, bug, breaking }) => {
    const name = `${like}_of_${row.name}`;
    const open = (input: Parameters<ReceiveRow["open"]>[0]) => {
      const source = row.open(input);
      return replace(source, breaking(source));
    };
    const implementation = { ...row, name, summary: bug, probe: () => row.probe(), open };
    return { name, like, bug: `${row.name}, broken: ${bug}`, implementation };
  });
}

function skipping(source: ReceiveSource): object {
  let count = 0;
  const next = (): Outcome => {
    const outcome = source.next();
    return outcome === DATA && ++count % LOST_EVERY === 0 ? source.next() : outcome;
  };
  return { next };
}

function closingOnce(source: ReceiveSource): object {
  let isClosed = false;
  const close = () => {
    if (isClosed) throw new Error("Cannot close: it is closed");
    isClosed = true;
    source.close();
  };
  return { close };
}
