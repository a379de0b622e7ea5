/** The baseline: a buffer for each connection, held for as long as it is a member. @module */
import { pageBytes } from "../../ffi/memory.ts";
import { POISON } from "../buffer_pool.ts";
import { AVAILABLE } from "../implementation.ts";
import { NO_ONE } from "./connections.ts";
import type { ReadImplementation, ReadInput } from "./contract.ts";
import { NOTHING, PolledSource } from "./polled_source.ts";
import { POOLED_TRAITS } from "./ready.ts";

/**
 * The source of {@linkcode pinned}.
 *
 * A connection whose payload is in hand has no buffer to read into: when it becomes readable it
 * leaves the epoll set, which would report it again and again, until the commit.
 */
export class PinnedSource extends PolledSource {
  /** Each connection's own buffer; NO_ONE where it has none. */
  readonly #own: Int32Array<ArrayBuffer>;
  /** 1 while the payload in it is in hand. */
  readonly #inHand: Uint8Array<ArrayBuffer>;
  /** The connections that left the set for now. */
  readonly #parked: Int32Array<ArrayBuffer>;
  readonly #isParked: Uint8Array<ArrayBuffer>;
  #parkedCount = 0;

  constructor(input: ReadInput) {
    super({ input, heldMax: ({ connectionsMax }) => connectionsMax });
    const { connectionsMax } = this.input;
    this.#own = new Int32Array(connectionsMax).fill(NO_ONE);
    this.#inHand = new Uint8Array(connectionsMax);
    this.#parked = new Int32Array(connectionsMax);
    this.#isParked = new Uint8Array(connectionsMax);
  }

  override add(fd: number): number {
    const offset = this.#acquire();
    let connection: number;
    try {
      connection = super.add(fd);
    } catch (error) {
      this.pool.release(offset);
      throw error;
    }
    this.#own[connection] = offset;
    this.#inHand[connection] = 0;
    return connection;
  }

  override commit(): void {
    super.commit();
    while (this.#parkedCount > 0) {
      const connection = this.#parked[--this.#parkedCount]!;
      this.#isParked[connection] = 0;
      this.watch(connection);
    }
  }

  /** Every connection that could be read has its payload in hand. */
  protected override isFull(): boolean {
    const { readingCount } = this.members;
    return this.heldCount === this.heldOffsets.length ||
      (readingCount > 0 && this.heldCount >= readingCount && this.#allInHand());
  }

  protected override receive(connection: number): number {
    if (this.aimBytes[connection]! > 0) return this.receiveAimed(connection);
    if (this.#inHand[connection] === 1) {
      this.#park(connection);
      return NOTHING;
    }
    const offset = this.#own[connection]!;
    const fd = this.members.fd(connection);
    const count = this.receiveAt(fd, offset, this.input.bufferBytes);
    this.offset = offset;
    if (count <= 0) return count;
    this.#inHand[connection] = 1;
    this.hold(offset, connection);
    return count;
  }

  protected override isWatched(connection: number): boolean {
    return this.#isParked[connection] === 0;
  }

  protected override leaveSet(connection: number): void {
    if (this.#isParked[connection] === 1) this.#unpark(connection);
    else this.unwatch(connection);
    this.#letGo(connection);
  }

  protected override forget(connection: number): void {
    super.forget(connection);
    if (this.#isParked[connection] === 1) this.#unpark(connection);
    this.#letGo(connection);
  }

  protected override giveBack(offset: number, connection: number): void {
    if (this.#own[connection] !== offset) {
      this.pool.release(offset); // its connection went meanwhile
      return;
    }
    this.#inHand[connection] = 0;
    if (!this.input.checked) return;
    this.bytes.fill(POISON, offset, offset + this.pool.capacityOf(offset));
  }

  protected override handOver(offset: number, connection: number): void {
    if (this.#own[connection] !== offset) return;
    this.#own[connection] = this.#acquire();
    this.#inHand[connection] = 0;
  }

  /** Gives the connection's buffer back, or leaves it to the commit where it is in hand. */
  #letGo(connection: number): void {
    const offset = this.#own[connection]!;
    this.#own[connection] = NO_ONE;
    if (offset !== NO_ONE && this.#inHand[connection] === 0) this.pool.release(offset);
    this.#inHand[connection] = 0;
  }

  #park(connection: number): void {
    this.unwatch(connection);
    this.#isParked[connection] = 1;
    this.#parked[this.#parkedCount++] = connection;
  }

  #unpark(connection: number): void {
    this.#isParked[connection] = 0;
    const place = this.#parked.subarray(0, this.#parkedCount).indexOf(connection);
    this.#parked[place] = this.#parked[--this.#parkedCount]!;
  }

  #allInHand(): boolean {
    let count = 0;
    for (let held = 0; held < this.heldCount; held++) {
      if (this.#own[this.heldTags[held]!] === this.heldOffsets[held]) count++;
    }
    return count === this.members.readingCount;
  }

  /** A buffer with all its pages in memory, as those of one that was read into before are. */
  #acquire(): number {
    const { bufferBytes } = this.input;
    const offset = this.pool.acquire(bufferBytes);
    const step = pageBytes();
    for (let at = 0; at < bufferBytes; at += step) this.bytes[offset + at] = 0;
    return offset;
  }
}

/** A buffer per connection, also while it is idle. */
export const pinned: ReadImplementation = {
  name: "pinned",
  summary: "each connection holds a buffer of its own for as long as it is there",
  source: "https://pkg.go.dev/bufio#Reader",
  traits: {
    ...POOLED_TRAITS,
    heldWait: "refuse",
    maxInFlight: 1,
    idleBuffers: "per_connection",
  },
  probe: () => AVAILABLE,
  open: (input) => new PinnedSource(input),
};
