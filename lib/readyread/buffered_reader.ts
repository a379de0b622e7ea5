/** Reads of any size from many connections: what was read is kept until it is used up. @module */
import { CapReached } from "../errors.ts";
import { DATA, type Outcome } from "../outcome.ts";
import { NO_ONE } from "./connections.ts";
import type { ReadSource } from "./contract.ts";

/** Buffers besides one for each connection, for those whose reader lags. */
const SPARE_BUFFERS = 64;

/** What {@linkcode BufferedReader} takes. */
export interface BufferedReaderOptions {
  /** Borrowed; connections are added to it directly. */
  readonly source: ReadSource;
}

/**
 * A buffered reader for each connection: a buffer goes back to the pool as soon as its last byte
 * was read, so that a connection that was read to its end pins nothing.
 *
 * Reads copy into the caller's array and keep no reference to it. Datagrams lose their boundaries.
 *
 * Ownership: owns the buffers with bytes not yet read. Dispose the reader before its source. Remove
 * connections through the reader: after the source's own `remove` unread bytes stay here, and would
 * be given to the connection that gets the number next.
 */
export class BufferedReader implements Disposable {
  readonly #source: ReadSource;
  /** The buffers of a connection, oldest first: chains of nodes. */
  readonly #first: Int32Array<ArrayBuffer>;
  readonly #last: Int32Array<ArrayBuffer>;
  /** Of each node: its buffer, the bytes not yet read, and the next node. */
  readonly #offsets: Int32Array<ArrayBuffer>;
  readonly #reads: Int32Array<ArrayBuffer>;
  readonly #ends: Int32Array<ArrayBuffer>;
  readonly #next: Int32Array<ArrayBuffer>;
  /** The first node that is free. */
  #free = 0;
  /** Whether the source's payload could not be kept yet. */
  #isPending = false;

  constructor({ source }: BufferedReaderOptions) {
    const { connectionsMax } = source;
    const nodeCount = connectionsMax + SPARE_BUFFERS;
    this.#source = source;
    this.#first = new Int32Array(connectionsMax).fill(NO_ONE);
    this.#last = new Int32Array(connectionsMax).fill(NO_ONE);
    this.#offsets = new Int32Array(nodeCount);
    this.#reads = new Int32Array(nodeCount);
    this.#ends = new Int32Array(nodeCount);
    this.#next = Int32Array.from({ length: nodeCount }, (_, node) => node + 1);
    this.#next[nodeCount - 1] = NO_ONE;
  }

  /** Whose bytes, END or BROKEN {@linkcode next} returned last. */
  get connection(): number {
    return this.#source.connection;
  }

  /** What broke it, after BROKEN. */
  get errno(): number {
    return this.#source.errno;
  }

  /**
   * Takes what one read of any connection gives: DATA when `connection` has more bytes; the other
   * outcomes are the source's. What was taken before END and BROKEN can still be read.
   *
   * @throws {CapReached} when too many buffers have bytes left; nothing changed: read some.
   */
  next(): Outcome {
    if (this.#free === NO_ONE) {
      throw new CapReached("Cannot take more: every buffer has bytes left; read them first");
    }
    const source = this.#source;
    if (!this.#isPending) {
      const outcome = source.next();
      if (outcome !== DATA) return outcome;
    }
    this.#isPending = true; // keeping it may throw, where a full arena has no other one to give
    if (source.length > 0) this.#append(source.connection);
    this.#isPending = false;
    source.commit();
    return DATA;
  }

  /** See {@linkcode Source.wait}. */
  wait(timeoutMs: number): Outcome {
    return this.#source.wait(timeoutMs);
  }

  /** Bytes of a connection that can be read now. */
  buffered(connection: number): number {
    let count = 0;
    let node = this.#first[connection] ?? NO_ONE;
    while (node !== NO_ONE) {
      count += this.#ends[node]! - this.#reads[node]!;
      node = this.#next[node]!;
    }
    return count;
  }

  /**
   * Reads at most as many bytes as fit. Returns how many: 0 when nothing is buffered, and after the
   * source's disposal.
   */
  read(connection: number, target: Uint8Array): number {
    const { bytes, pool } = this.#source;
    let filled = 0;
    for (;;) {
      const node = this.#first[connection] ?? NO_ONE;
      if (node === NO_ONE || filled === target.length) return filled;
      if (pool.capacityOf(this.#offsets[node]!) === 0) return filled; // its memory is gone
      const start = this.#reads[node]!;
      const count = Math.min(this.#ends[node]! - start, target.length - filled);
      target.set(bytes.subarray(start, start + count), filled);
      filled += count;
      this.#reads[node] = start + count;
      if (start + count === this.#ends[node]) this.#releaseFirst(connection);
    }
  }

  /** Takes a connection out, and its unread bytes with it. @throws {RangeError} */
  remove(connection: number): void {
    this.#source.remove(connection);
    if (this.#isPending && this.#source.connection === connection) {
      this.#isPending = false; // or whoever gets the number next would get these bytes
      this.#source.commit();
    }
    this.#forget(connection);
  }

  /** Releases all buffers. Harmless when repeated, and after the source's disposal. */
  [Symbol.dispose](): void {
    for (let one = 0; one < this.#first.length; one++) this.#forget(one);
  }

  #append(connection: number): void {
    const { offset, length } = this.#source;
    const buffer = this.#source.keep();
    const node = this.#free;
    this.#free = this.#next[node]!;
    this.#offsets[node] = buffer;
    this.#reads[node] = offset;
    this.#ends[node] = offset + length;
    this.#next[node] = NO_ONE;
    const last = this.#last[connection]!;
    if (last === NO_ONE) this.#first[connection] = node;
    else this.#next[last] = node;
    this.#last[connection] = node;
  }

  #releaseFirst(connection: number): void {
    const node = this.#first[connection]!;
    this.#first[connection] = this.#next[node]!;
    if (this.#first[connection] === NO_ONE) this.#last[connection] = NO_ONE;
    this.#source.pool.release(this.#offsets[node]!);
    this.#next[node] = this.#free;
    this.#free = node;
  }

  #forget(connection: number): void {
    while (this.#first[connection] !== NO_ONE) this.#releaseFirst(connection);
  }
}
