/** The timeout that a wait hands to io_uring_enter(2), made once and filled for each. @module */
import { GETEVENTS_ARG, KERNEL_TIMESPEC } from "./liburing.ts";
import { type Address, NativeMemory } from "./memory.ts";
import { StructView } from "./struct.ts";
import { writeWord64 } from "./words.ts";

const SECOND_MS = 1e3;
const MILLISECOND_NS = 1e6;
const SPEC_OFFSET = GETEVENTS_ARG.sizeBytes;
const SECOND_WORD = (SPEC_OFFSET + KERNEL_TIMESPEC.fields.tv_sec.offset) >> 2;
const NANOSECOND_WORD = (SPEC_OFFSET + KERNEL_TIMESPEC.fields.tv_nsec.offset) >> 2;

/** Longer than anybody waits; Infinity is taken as this. */
const TIMEOUT_MAX_MS = 1e12;

/** `struct io_uring_getevents_arg` and its timespec. Filling it allocates nothing. */
export class WaitArgument implements Disposable {
  readonly #memory: NativeMemory;
  readonly #words: Uint32Array<ArrayBuffer>;
  readonly #address: Address;

  constructor() {
    const sizeBytes = SPEC_OFFSET + KERNEL_TIMESPEC.sizeBytes;
    this.#memory = NativeMemory.map({ sizeBytes });
    this.#address = this.#memory.address;
    this.#words = new Uint32Array(this.#memory.bytes.buffer, 0, sizeBytes >> 2);
    new StructView(GETEVENTS_ARG, this.#memory.bytes).set64("ts", this.#memory.at(SPEC_OFFSET));
  }

  /** Sets the timeout; below zero is zero. Returns the address for io_uring_enter(2). */
  fill(timeoutMs: number): Address {
    const ms = Math.min(Math.max(timeoutMs, 0), TIMEOUT_MAX_MS);
    const seconds = Math.floor(ms / SECOND_MS);
    writeWord64(this.#words, SECOND_WORD, seconds);
    writeWord64(
      this.#words,
      NANOSECOND_WORD,
      Math.ceil((ms - seconds * SECOND_MS) * MILLISECOND_NS),
    );
    return this.#address;
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }
}
