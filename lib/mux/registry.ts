/** The streams of a connection by number, and how many there may be. @module */
import { DuplicateStream, TooManyStreams } from "./errors.ts";
import { Signal } from "./signal.ts";

const SETTLED = Promise.resolve();

/** What {@linkcode Registry} takes. */
export interface RegistryOptions {
  /** Streams at a time, those being set up included; 0 for any number. @default {0} */
  readonly streamsMax?: number;
}

/**
 * Streams by number. A number is used once: those of a connection count up, so that one not above
 * the highest so far was used before.
 */
export class Registry<S> {
  /** The highest number so far. */
  highestId = 0;
  readonly #streams = new Map<number, S>();
  readonly #streamsMax: number;
  readonly #empty = new Signal();
  #isClosed = false;
  #reason: unknown = undefined;

  constructor({ streamsMax = 0 }: RegistryOptions = {}) {
    this.#streamsMax = streamsMax;
  }

  get count(): number {
    return this.#streams.size;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** What the first close was given. */
  get reason(): unknown {
    return this.#reason;
  }

  /** Whether there is room for one stream more. */
  get hasRoom(): boolean {
    return this.#streamsMax === 0 || this.count < this.#streamsMax;
  }

  /**
   * Checks that a stream may be added; changes nothing.
   *
   * @throws what closed it.
   * @throws {TooManyStreams} at the maximum.
   */
  requireRoom(): void {
    if (this.#isClosed) throw this.#reason;
    if (this.hasRoom) return;
    throw new TooManyStreams(
      `Cannot open a stream: ${this.count} are open, the maximum; end one, or raise streamsMax`,
    );
  }

  /**
   * Adds a stream under a number that was marked as used.
   *
   * @throws what closed it, {@linkcode TooManyStreams}, or {@linkcode DuplicateStream}; nothing
   * changed then.
   */
  add(id: number, stream: S): void {
    this.requireRoom();
    if (id > this.highestId) this.use(id);
    if (this.#streams.has(id)) throw new DuplicateStream(`Cannot add stream ${id}: it is there`);
    this.#streams.set(id, stream);
  }

  /** Marks a number as used, with or without a stream. @throws {DuplicateStream} when it was. */
  use(id: number): void {
    if (id <= this.highestId) {
      throw new DuplicateStream(
        `Cannot open stream ${id}: ${this.highestId} was opened before, and numbers count up`,
      );
    }
    this.highestId = id;
  }

  get(id: number): S | undefined {
    return this.#streams.get(id);
  }

  /** Takes a stream out. Harmless when it is not in. */
  remove(id: number): void {
    if (this.#streams.delete(id) && this.#streams.size === 0) this.#empty.wake();
  }

  /** All streams there are now. */
  all(): S[] {
    return [...this.#streams.values()];
  }

  /** Takes no more. The first reason stays. */
  close(reason: unknown): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#reason = reason;
  }

  /** Resolves when there is no stream. */
  emptied(): Promise<void> {
    return this.#streams.size === 0 ? SETTLED : this.#empty.wait();
  }
}
