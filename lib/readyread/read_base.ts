/** What every source of many connections shares: cursor, buffers in hand, members, views. @module */
import { checkedView } from "../checked_view.ts";
import { SourceLedger } from "../ledger.ts";
import { BROKEN, DATA, END, type Outcome } from "../outcome.ts";
import { Connections, NO_ONE } from "./connections.ts";
import { type CheckedReadInput, checkReadInput, type ReadInput } from "./contract.ts";
import { ARENA_BYTES_MAX, ArenaPool } from "./pool.ts";
import { roundUp } from "./pool_sizes.ts";

/** Reserved for the frames of a reader on top: for each connection, and for all at most. */
const FRAME_BYTES_EACH = 8 * 1024 * 1024;
const FRAME_BYTES_ALL = 256 * 1024 * 1024;

/** What {@linkcode ReadBase} takes besides what it is opened with. */
export interface ReadBaseOptions {
  readonly input: ReadInput;
  /** The most buffers in hand. */
  readonly heldMax: (input: CheckedReadInput) => number;
}

/**
 * The parts that do not depend on how a connection is read.
 *
 * Ownership: owns the pool. A buffer in hand is listed with a tag, whose meaning is the subclass's:
 * {@linkcode ReadBase.giveBack} gets both.
 */
export abstract class ReadBase implements Disposable {
  offset = 0;
  length = 0;
  /** Nothing is read ahead of the hand-out. */
  readonly remaining = 0;
  connection = NO_ONE;
  errno = 0;
  truncated = false;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ledger: SourceLedger;
  readonly pool: ArenaPool;
  protected readonly input: CheckedReadInput;
  protected readonly members: Connections;
  /** Buffers in hand: where they start, and their tags. */
  protected readonly heldOffsets: Int32Array<ArrayBuffer>;
  protected readonly heldTags: Int32Array<ArrayBuffer>;
  protected heldCount = 0;
  /** Where the next reads of a connection go, and how many bytes: 0 for a buffer of the source. */
  protected readonly aimOffsets: Int32Array<ArrayBuffer>;
  protected readonly aimBytes: Int32Array<ArrayBuffer>;
  /** Whether the last one listed is the payload last handed out. */
  #canKeep = false;
  #generation = 0;
  #open = true;
  #disposed = false;
  #heldBytes = 0;

  /** @throws {SysError} from mmap(2); nothing stays mapped. */
  constructor({ input, heldMax }: ReadBaseOptions) {
    this.input = checkReadInput(input);
    const { connectionsMax, bufferBytes, pool: name, checked } = this.input;
    const count = heldMax(this.input);
    this.members = new Connections(connectionsMax);
    this.heldOffsets = new Int32Array(count);
    this.heldTags = new Int32Array(count);
    this.aimOffsets = new Int32Array(connectionsMax);
    this.aimBytes = new Int32Array(connectionsMax);
    // no more than may be needed: the runtime counts all of it as memory outside of its heap
    const bufferCount = 2 * (connectionsMax + this.input.buffersMax);
    const frameBytes = Math.min(connectionsMax * FRAME_BYTES_EACH, FRAME_BYTES_ALL);
    const likely = bufferCount * roundUp(bufferBytes, name) + frameBytes;
    const arenaBytes = Math.min(likely, ARENA_BYTES_MAX);
    this.pool = new ArenaPool({ name, arenaBytes, checked });
    this.bytes = this.pool.bytes;
    this.ledger = new SourceLedger(() => this.#heldBytes);
  }

  get connectionCount(): number {
    return this.members.count;
  }

  get connectionsMax(): number {
    return this.members.max;
  }

  protected get isOpen(): boolean {
    return this.#open;
  }

  protected get isDisposed(): boolean {
    return this.#disposed;
  }

  view(): Uint8Array {
    const view = this.bytes.subarray(this.offset, this.offset + this.length);
    if (!this.input.checked) return view;
    const generation = this.#generation;
    return checkedView(view, () => this.#generation === generation && !this.#disposed);
  }

  commit(): void {
    if (this.#disposed) return;
    this.#generation = (this.#generation + 1) | 0;
    this.#canKeep = false;
    this.ledger.releaseAll();
    this.#heldBytes = 0;
    while (this.heldCount > 0) {
      const last = --this.heldCount;
      this.giveBack(this.heldOffsets[last]!, this.heldTags[last]!);
    }
  }

  keep(): number {
    if (!this.#canKeep) {
      throw new RangeError("Cannot keep a buffer: the payload last handed out has none to give");
    }
    const last = this.heldCount - 1;
    const offset = this.heldOffsets[last]!;
    this.handOver(offset, this.heldTags[last]!); // may throw: nothing changed then
    this.#canKeep = false;
    this.heldCount = last;
    this.#heldBytes -= this.pool.capacityOf(offset);
    return offset;
  }

  aim(connection: number, offset: number, sizeBytes: number): boolean {
    this.members.require(connection);
    if (this.members.isDatagram(connection)) return false;
    this.aimOffsets[connection] = offset;
    this.aimBytes[connection] = sizeBytes;
    return true;
  }

  stop(connection: number): void {
    this.members.require(connection);
    if (!this.members.isReading(connection)) return;
    this.leaveSet(connection);
    this.members.stop(connection);
    this.aimBytes[connection] = 0;
  }

  remove(connection: number): void {
    this.stop(connection);
    this.members.leave(connection);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#canKeep = false;
    for (let connection = 0; connection < this.members.max; connection++) {
      if (this.members.isReading(connection)) this.stop(connection);
    }
  }

  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.close();
    this.commit();
    this.#disposed = true;
    this.free();
  }

  /** Takes a connection out of what is waited for, its idle buffer back. It is still reading. */
  protected abstract leaveSet(connection: number): void;

  /** Takes a buffer in hand back. */
  protected abstract giveBack(offset: number, tag: number): void;

  /** Lets go of a buffer in hand that is the caller's now. */
  protected abstract handOver(offset: number, tag: number): void;

  /** Closes what the subclass owns, and the pool. */
  protected abstract free(): void;

  /** Lists a buffer as in hand: the one of the payload that is handed out next. */
  protected hold(offset: number, tag: number): void {
    this.heldOffsets[this.heldCount] = offset;
    this.heldTags[this.heldCount++] = tag;
    this.#heldBytes += this.pool.capacityOf(offset);
    this.#canKeep = true;
  }

  /** Hands a payload out; `held` where {@linkcode hold} listed its buffer just now. */
  protected deliver(connection: number, offset: number, length: number): Outcome {
    this.connection = connection;
    this.errno = 0;
    this.offset = offset;
    this.length = length;
    this.ledger.deliver();
    return DATA;
  }

  /** Says that the payload that comes next has no buffer to keep. */
  protected holdNone(): void {
    this.#canKeep = false;
  }

  /** Ends a connection: `errno` 0 at the end of its stream. */
  protected finish(connection: number, errno: number): Outcome {
    this.stop(connection);
    this.#canKeep = false;
    this.connection = connection;
    this.errno = errno;
    this.offset = 0;
    this.length = 0;
    this.truncated = false;
    return errno === 0 ? END : BROKEN;
  }
}
