/** The same object with some of its members replaced: how a bug is put into what is open. @module */

/** Private fields stay reachable for all that is not replaced. */
export function replace<T extends object>(target: T, changes: object): T {
  return new Proxy(target, {
    get(inner, property) {
      if (property in changes) return Reflect.get(changes, property);
      const value: unknown = Reflect.get(inner, property, inner);
      return typeof value === "function" ? value.bind(inner) : value;
    },
  });
}
