/** Mutants made from any sink, a user's too: the same few bugs in whatever it is. @module */
import { openEventfd } from "../../ffi/eventfd.ts";
import type { Implementation, SinkTraits } from "../../lib/implementation.ts";
import type { Sink } from "../../lib/sink.ts";
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

/** The same sink with some methods replaced; private fields stay reachable for the rest. */
function replace(sink: Sink, changes: object): Sink {
  return new Proxy(sink, {
    get(target, property) {
      if (property in changes) return Reflect.get(changes, property);
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
