/** Addresses and sizes of payloads as bigints, made once each. @module */
import type { BufferPool } from "../buffer_pool.ts";

/** Offsets are kept in steps of this; what lies between, the rest of a short send, is made anew. */
const STEP_BYTES = 1024;

/** The addresses of a pool, kept as they are first asked for: a bigint is 24 bytes of garbage. */
export class PayloadAddresses {
  readonly #pool: BufferPool;
  readonly #stepsPerBuffer: number;
  readonly #known: (bigint | undefined)[];
  #size = 0;
  #sizeAsked = 0n;

  constructor(pool: BufferPool) {
    this.#pool = pool;
    this.#stepsPerBuffer = Math.ceil(pool.bufferBytes / STEP_BYTES);
    this.#known = new Array(pool.bufferCount * this.#stepsPerBuffer).fill(undefined);
  }

  /** Where a byte of a buffer is. */
  at(buffer: number, offsetBytes: number): bigint {
    if (offsetBytes % STEP_BYTES !== 0) return this.#make(buffer, offsetBytes);
    const index = buffer * this.#stepsPerBuffer + offsetBytes / STEP_BYTES;
    return this.#known[index] ??= this.#make(buffer, offsetBytes);
  }

  /** A size; made once for a row of equal ones. */
  size(payloadBytes: number): bigint {
    if (payloadBytes !== this.#size) {
      this.#size = payloadBytes;
      this.#sizeAsked = BigInt(payloadBytes);
    }
    return this.#sizeAsked;
  }

  #make(buffer: number, offsetBytes: number): bigint {
    return this.#pool.address(buffer) + BigInt(offsetBytes);
  }
}

/** @throws {RangeError} unless the payload is at least a byte and lies within the buffer. */
export function checkPayload(pool: BufferPool, offsetBytes: number, payloadBytes: number): void {
  if (payloadBytes >= 1 && offsetBytes >= 0 && offsetBytes + payloadBytes <= pool.bufferBytes) {
    return;
  }
  throw new RangeError(
    `Cannot send ${payloadBytes} bytes at ${offsetBytes}: a buffer has ${pool.bufferBytes}`,
  );
}
