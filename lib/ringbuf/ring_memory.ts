/** The memory that a ring shares with its reader: two positions and the data, mapped twice. @module */
import { type MapInfo, mapInfo } from "../../ffi/bpf.ts";
import { BPF_MAP_TYPE_RINGBUF } from "../../ffi/bpf_constants.ts";
import { ERRNO, SysError } from "../../ffi/errno.ts";
import {
  type Address,
  MAP_ANONYMOUS,
  MAP_PRIVATE,
  MAP_SHARED,
  NativeMemory,
  pageBytes,
  PROT_NONE,
  PROT_READ,
} from "../../ffi/memory.ts";
import type { Ring } from "./contract.ts";

/** Header bits and size (kernel/bpf/ringbuf.c: BPF_RINGBUF_BUSY_BIT, _DISCARD_BIT, _HDR_SZ). */
export const BUSY_BIT = 0x8000_0000 | 0;
export const DISCARD_BIT = 0x4000_0000;
export const LENGTH_MASK = 0x3fff_ffff;
export const HEADER_BYTES = 8;

/** Plain loads acquire and plain stores release on x86-64 alone; elsewhere each must be atomic. */
export const PLAIN_ACCESS_ORDERS = Deno.build.arch === "x86_64";

/** What a record takes in the ring: its header and payload, rounded up to 8. */
export function strideBytes(payloadBytes: number): number {
  return (payloadBytes + HEADER_BYTES + 7) & ~7;
}

/** What {@linkcode submittedBytes} looks at: `ahead` bytes from the byte offset `at` on. */
export interface Span {
  readonly at: number;
  readonly ahead: number;
}

/**
 * How much of a span was submitted, up to the first record still BUSY. Each header is an acquire:
 * what is then read of those records, headers too, is what was submitted, by plain loads. (The
 * producer position alone does not tell: it covers records that are still BUSY.) A header that
 * cannot be leaves the span whole, so that the reader comes upon it.
 */
export function submittedBytes(words: Int32Array, { at, ahead }: Span): number {
  let submitted = 0;
  while (submitted < ahead) {
    const header = Atomics.load(words, (at + submitted) >> 2);
    if (header < 0) return submitted;
    submitted += strideBytes(header & LENGTH_MASK);
  }
  return submitted === ahead ? submitted : ahead;
}

/**
 * Maps a ring: the consumer position for writing, the rest for reading.
 *
 * Positions are 64-bit counters of bytes; here they are handled as their low 32 bits, as an int32,
 * and compared by difference alone. That is exact because a ring is smaller than 2 GiB, and keeps
 * bigints off the data path. The high half is written when the low half wraps.
 */
export class RingMemory implements Disposable {
  readonly sizeBytes: number;
  readonly mask: number;
  /** The data area twice over, so that a record that wraps is contiguous. Read-only. */
  data: Uint8Array<ArrayBuffer>;
  /** Where {@linkcode data} starts; nothing is there after disposal. */
  readonly dataAddress: Address;
  /** The same memory in 32-bit words; a record's header is at `offset >> 2`. */
  words: Int32Array<ArrayBuffer>;
  readonly #consumerPage: NativeMemory;
  readonly #readOnly: NativeMemory;
  #consumer: Int32Array<ArrayBuffer>;
  #consumer64: BigUint64Array<ArrayBuffer>;
  #producer: Int32Array<ArrayBuffer>;

  /**
   * Maps `ring`.
   *
   * @throws {SysError} from mmap(2); nothing stays mapped.
   * @throws {RangeError} when the size is not a power of two of at least a page, or not the map's.
   */
  constructor(ring: Ring) {
    checkRingSize(ring.sizeBytes);
    if (ring.kind === "kernel") checkIsMapSize(ring);
    const page = pageBytes();
    this.sizeBytes = ring.sizeBytes;
    this.mask = ring.sizeBytes - 1;
    using stack = new DisposableStack();
    this.#consumerPage = stack.use(
      NativeMemory.map({ sizeBytes: page, flags: MAP_SHARED, fd: ring.fd }),
    );
    this.#readOnly = stack.use(mapReadOnly(ring, page));
    const { buffer } = this.#readOnly.bytes;
    this.data = new Uint8Array(buffer, page, 2 * ring.sizeBytes);
    this.dataAddress = this.#readOnly.at(page);
    this.words = new Int32Array(buffer, page, (2 * ring.sizeBytes) >> 2);
    this.#producer = new Int32Array(buffer, 0, 2);
    this.#consumer = new Int32Array(this.#consumerPage.bytes.buffer, 0, 2);
    this.#consumer64 = new BigUint64Array(this.#consumerPage.bytes.buffer, 0, 1);
    stack.move();
  }

  /** The low half of the producer position; an acquire, so all before it can be read. */
  loadProducer(): number {
    return Atomics.load(this.#producer, 0);
  }

  /** The low half of the consumer position. */
  loadConsumer(): number {
    return Atomics.load(this.#consumer, 0);
  }

  /**
   * Gives the space up to `position` back to the producer, with a full fence: a submit after it
   * sees the new position, and so wakes this reader (see the waiting rule in reader.ts).
   */
  publish(position: number): void {
    if (this.#wraps(position)) this.#publishCarry(position);
    else Atomics.store(this.#consumer, 0, position);
  }

  /** The same with release order only: some 10 ns less, for a store per record. */
  publishRelaxed(position: number): void {
    if (!PLAIN_ACCESS_ORDERS || this.#wraps(position)) this.publish(position);
    else this.#consumer[0] = position;
  }

  /** Whether the low half is about to pass 2^32: once in 4 GiB, then all 64 bits are stored. */
  #wraps(position: number): boolean {
    return (position >>> 0) < (this.#consumer[0]! >>> 0);
  }

  #publishCarry(position: number): void {
    const high = (this.#consumer64[0]! >> 32n) + 1n;
    Atomics.store(
      this.#consumer64,
      0,
      BigInt.asUintN(64, (high << 32n) | BigInt(position >>> 0)),
    );
  }

  /**
   * Unmaps; every view of the ring is empty after it. What is kept here is replaced by copies or
   * left empty: a late commit changes nothing, where it would have ended the process.
   */
  [Symbol.dispose](): void {
    if (this.data.length === 0) return;
    this.#consumer = this.#consumer.slice();
    this.#consumer64 = new BigUint64Array(this.#consumer.buffer);
    this.#producer = this.#producer.slice();
    this.data = new Uint8Array(0);
    this.words = new Int32Array(0);
    this.#consumerPage[Symbol.dispose]();
    this.#readOnly[Symbol.dispose]();
  }
}

/**
 * Checks a ring's size before the kernel does.
 *
 * @throws {RangeError} naming the nearest size that works.
 */
export function checkRingSize(sizeBytes: number): void {
  const page = pageBytes();
  const isPowerOfTwo = Number.isSafeInteger(sizeBytes) && sizeBytes > 0 &&
    (sizeBytes & (sizeBytes - 1)) === 0;
  if (isPowerOfTwo && sizeBytes >= page && sizeBytes <= RING_BYTES_MAX) return;
  const nearest = nearestRingSize(sizeBytes, page);
  throw new RangeError(
    `Cannot use a ring of ${sizeBytes} bytes: the size must be a power of two from ${page} to ` +
      `${RING_BYTES_MAX}; the nearest is ${nearest}`,
  );
}

/** A smaller size than the map's would map as well, and then wrap where the kernel does not. */
function checkIsMapSize({ fd, sizeBytes }: Ring): void {
  const { type, maxEntries } = mapInfoIfAllowed(fd) ??
    { type: BPF_MAP_TYPE_RINGBUF, maxEntries: sizeBytes };
  if (type !== BPF_MAP_TYPE_RINGBUF) {
    throw new RangeError(`Cannot read descriptor ${fd}: it is a BPF map of type ${type}, no ring`);
  }
  if (maxEntries === sizeBytes) return;
  throw new RangeError(
    `Cannot use the ring as one of ${sizeBytes} bytes: its map has ${maxEntries}; give that`,
  );
}

/** Before Linux 6.4 the kernel tells nothing of a map without CAP_BPF. */
function mapInfoIfAllowed(fd: number): MapInfo | undefined {
  try {
    return mapInfo(fd);
  } catch (error) {
    if (error instanceof SysError && error.errno === ERRNO.EPERM) return undefined;
    throw error;
  }
}

/** Positions are compared as int32, so a ring must stay below 2 GiB. */
const RING_BYTES_MAX = 2 ** 30;

function nearestRingSize(sizeBytes: number, page: number): number {
  if (!(sizeBytes > page)) return page;
  let below = page;
  while (below * 2 <= Math.min(sizeBytes, RING_BYTES_MAX)) below *= 2;
  const isCloserAbove = below * 2 - sizeBytes < sizeBytes - below && below < RING_BYTES_MAX;
  return isCloserAbove ? below * 2 : below;
}

/** The producer page and the data twice. The kernel maps a BPF ring so; a memfd takes two calls. */
function mapReadOnly(ring: Ring, page: number): NativeMemory {
  const sizeBytes = page + 2 * ring.sizeBytes;
  if (ring.kind === "kernel") {
    return NativeMemory.map({
      sizeBytes,
      protection: PROT_READ,
      flags: MAP_SHARED,
      fd: ring.fd,
      fileOffset: page,
    });
  }
  using stack = new DisposableStack();
  const whole = stack.use(
    NativeMemory.map({ sizeBytes, protection: PROT_NONE, flags: MAP_PRIVATE | MAP_ANONYMOUS }),
  );
  const shared = { protection: PROT_READ, flags: MAP_SHARED, fd: ring.fd };
  whole.replace(0, { ...shared, sizeBytes: page + ring.sizeBytes, fileOffset: page });
  whole.replace(page + ring.sizeBytes, {
    ...shared,
    sizeBytes: ring.sizeBytes,
    fileOffset: 2 * page,
  });
  stack.move();
  return whole;
}
