/** A promise that many wait on and one wakes, made only when somebody waits. @module */

/** Wakes all who wait, every time: who finds nothing to do waits again. */
export class Signal {
  #promise: Promise<void> | undefined;
  #resolve: (() => void) | undefined;

  /** Resolves with the next {@linkcode wake}. All who wait share the promise. */
  wait(): Promise<void> {
    if (this.#promise === undefined) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#promise = promise;
      this.#resolve = resolve;
    }
    return this.#promise;
  }

  /** Wakes all who wait now. Harmless when nobody does. */
  wake(): void {
    const resolve = this.#resolve;
    if (resolve === undefined) return;
    this.#promise = undefined;
    this.#resolve = undefined;
    resolve();
  }
}
