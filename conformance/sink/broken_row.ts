/** Mutants made from any sink, a user's too: the same few bugs in whatever it is. @module */
import { openEventfd } from "../../ffi/eventfd.ts";
import type { Implementation, SinkTraits } from "../../lib/implementation.ts";
import type { Sink } from "../../lib/sink.ts";
import { replace } from "../replace.ts";
import type { Mutant } from "../suite.ts";

/** Puts a bug into a sink that is open: the methods that it replaces. */
type Breaking = (sink: Sink) => object;

const BUGS: readonly {
  readonly like: string;
  readonly bug: string;
  readonly breaking: Breaking;
}[] = [
  {
    like: "leaks_a_descriptor",
    bug: "leaves a descriptor behind at each disposal",
    breaking: (sink) => ({
      [Symbol.dispose]: () => {
        openEventfd();
        sink[Symbol.dispose]();
      },
    }),
  },
  {
    like: "wait_ends_early",
    bug: "ends every wait at once",
    breaking: (sink) => ({ wait: () => sink.wait(0) }),
  },
  { like: "close_twice_throws", bug: "refuses to be closed twice", breaking: closingOnce },
  { like: "returns_twice", bug: "gives buffers back twice", breaking: returningTwice },
  {
    like: "results_are_zero",
    bug: "reports 0 bytes for every send",
    breaking: (sink) => ({
      reap: (buffers: Int32Array, results: Int32Array) => {
        const count = sink.reap(buffers, results);
        results.fill(0, 0, count);
        return count;
      },
    }),
  },
];

/** The mutants of one implementation, named after those of the table whose bug they have. */
export function breakSink<Input>(
  row: Implementation<Input, Sink, SinkTraits>,
): readonly Mutant<Implementation<Input, Sink, SinkTraits>>[] {
  return BUGS.map(({ like, bug, breaking }) => {
    const name = `${like}_of_${row.name}`;
    const open = (input: Input) => {
      const sink = row.open(input);
      return replace(sink, breaking(sink));
    };
    const implementation = { ...row, name, summary: bug, probe: () => row.probe(), open };
    return { name, like, bug: `${row.name}, broken: ${bug}`, implementation };
  });
}

function closingOnce(sink: Sink): object {
  let isClosed = false;
  const close = (timeoutMs: number) => {
    if (isClosed) throw new Error("Cannot close: it is closed");
    isClosed = true;
    sink.close(timeoutMs);
  };
  return { close };
}

/** What comes back for the second time has the place of what would come next. */
function returningTwice(sink: Sink): object {
  let again = false;
  let [buffer, result] = [0, 0];
  const reap = (buffers: Int32Array, results: Int32Array) => {
    const count = again && buffers.length > 0 ? 1 : sink.reap(buffers, results);
    if (again) [buffers[0], results[0]] = [buffer, result];
    else [buffer, result] = [buffers[0] ?? 0, results[0] ?? 0];
    again = count > 0 && !again;
    return count;
  };
  return { reap };
}
