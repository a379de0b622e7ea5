/** Lines of connections: first in, first out, and out of the middle at the same cost. @module */

/**
 * Several lines, of which a connection is in one at most; 8 bytes for each connection.
 *
 * Circles of neighbours, one for each line and its head, which is a node behind those of the
 * connections. A connection in no line is a circle of its own, so that taking it out is harmless.
 */
export class ConnectionLines {
  readonly #max: number;
  readonly #after: Int32Array<ArrayBuffer>;
  readonly #before: Int32Array<ArrayBuffer>;

  constructor(max: number, options: { readonly lineCount: number }) {
    this.#max = max;
    this.#after = Int32Array.from({ length: max + options.lineCount }, (_, node) => node);
    this.#before = this.#after.slice();
  }

  /** Whether nobody is in a line. */
  isEmpty(line: number): boolean {
    const head = this.#max + line;
    return this.#after[head] === head;
  }

  /** Puts a connection at the end of a line, out of the one that it was in. */
  push(line: number, connection: number): void {
    this.remove(connection);
    const head = this.#max + line;
    const last = this.#before[head]!;
    this.#after[last] = connection;
    this.#before[connection] = last;
    this.#after[connection] = head;
    this.#before[head] = connection;
  }

  /** Takes the first one out of a line; there must be one. */
  shift(line: number): number {
    const connection = this.#after[this.#max + line]!;
    this.remove(connection);
    return connection;
  }

  /** Takes a connection out of whatever line it is in. */
  remove(connection: number): void {
    const after = this.#after[connection]!;
    const before = this.#before[connection]!;
    this.#after[before] = after;
    this.#before[after] = before;
    this.#after[connection] = connection;
    this.#before[connection] = connection;
  }
}
