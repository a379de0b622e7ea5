/** The same object with some of its members replaced: how a bug is put into what is open. @module */

/**
 * Private fields stay reachable for all that is not replaced, getters and setters too. A proxy must
 * give the members of a frozen object as they are: so it stands for an empty one that inherits.
 */
export function replace<T extends object>(target: T, changes: object): T {
  return new Proxy(Object.create(target) as T, {
    get(_, property) {
      if (Object.hasOwn(changes, property)) return Reflect.get(changes, property);
      const value: unknown = Reflect.get(target, property);
      return typeof value === "function" ? value.bind(target) : value;
    },
    set: (_, property, value) => Reflect.set(target, property, value),
  });
}
