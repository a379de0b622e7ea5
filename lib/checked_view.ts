/** Views that throw once their payload is released: for checked mode, never for a data path. @module */
import { ViewEnded } from "./errors.ts";

/** Methods of a typed array that write to it. */
const WRITERS: ReadonlySet<PropertyKey> = new Set(["copyWithin", "fill", "reverse", "set", "sort"]);

/**
 * Wraps `bytes` so that reading throws {@linkcode ViewEnded} when `isLive` says no, and writing
 * throws it always: the memory behind is mapped read-only, where a write would end the process.
 * What `subarray` cuts from it is checked alike; its `buffer` is not.
 */
export function checkedView(bytes: Uint8Array, isLive: () => boolean): Uint8Array {
  function cut(begin?: number, end?: number): Uint8Array {
    return checkedView(bytes.subarray(begin, end), isLive);
  }
  return new Proxy(bytes, {
    get(target, property) {
      if (!isLive()) throw new ViewEnded("Cannot read the view: its record was released");
      if (WRITERS.has(property)) throw readOnly();
      if (property === "subarray") return cut;
      // A typed array's accessors and methods want the array itself, not the proxy, as `this`.
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
    set() {
      throw readOnly();
    },
    defineProperty() {
      throw readOnly();
    },
  });
}

function readOnly(): ViewEnded {
  return new ViewEnded("Cannot write to the view: a record is read-only");
}
