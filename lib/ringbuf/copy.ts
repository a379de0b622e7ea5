/** The baseline: each record is copied out, and its space given back at once. @module */
import { MemoryCopy } from "../../ffi/memory_copy.ts";
import { BufferPool } from "../buffer_pool.ts";
import { AVAILABLE, type Traits } from "../implementation.ts";
import { DATA, type Outcome } from "../outcome.ts";
import type { CursorSource } from "../source.ts";
import type { RingbufImplementation, RingbufInput } from "./contract.ts";
import { RingReader } from "./reader.ts";

/** Up to here a loop over words is as fast as a call of memcpy, or faster; above it the call is. */
const WORD_LOOP_MAX_BYTES = 64;

/** The reader of {@linkcode copy}. */
export class CopyReader extends RingReader implements CursorSource {
  /** One buffer as long as the longest record could be; pages never written cost nothing. */
  readonly #pool: BufferPool;
  readonly #buffer: number;
  #target: Uint8Array<ArrayBuffer>;
  readonly #targetWords: Int32Array<ArrayBuffer>;
  readonly #sourceWords: Int32Array<ArrayBuffer>;
  readonly #memoryCopy: MemoryCopy;

  constructor(input: RingbufInput) {
    super(input);
    const { ring: { sizeBytes }, checked = false } = input;
    try {
      this.#pool = new BufferPool({ bufferBytes: sizeBytes, bufferCount: 1, checked });
    } catch (error) {
      super[Symbol.dispose]();
      throw error;
    }
    this.#buffer = this.#pool.acquire();
    this.#target = this.#pool.bytes(this.#buffer);
    this.#targetWords = new Int32Array(this.#target.buffer);
    this.#sourceWords = this.memory.words;
    this.#memoryCopy = new MemoryCopy(this.memory.dataAddress, this.#pool.address(this.#buffer));
  }

  override get bytes(): Uint8Array {
    return this.#target;
  }

  next(): Outcome {
    const outcome = this.stepOverDiscards();
    if (outcome !== DATA) return outcome;
    this.#copy(this.offset, this.length);
    this.offset = 0;
    this.endViews();
    this.ledger.deliver();
    this.ledger.release(1);
    this.memory.publishRelaxed(this.cursor);
    return DATA;
  }

  /** Nothing to do: each record was released when it was copied. */
  commit(): void {}

  override [Symbol.dispose](): void {
    super[Symbol.dispose]();
    this.#target = new Uint8Array(0);
    this.#pool.release(this.#buffer);
    this.#pool[Symbol.dispose]();
  }

  /** Whole words: what is copied past the payload is its padding, up to 3 bytes. */
  #copy(offset: number, length: number): void {
    if (length > WORD_LOOP_MAX_BYTES) {
      this.#memoryCopy.copy(offset, length);
      return;
    }
    const from = offset >> 2;
    const count = (length + 3) >> 2;
    for (let index = 0; index < count; index++) {
      this.#targetWords[index] = this.#sourceWords[from + index]!;
    }
  }
}

const traits: Traits = {
  style: "cursor",
  release: "record",
  copies: true,
  discardsVisible: false,
  busy: "empty",
  heldWait: "not_applicable",
  maxInFlight: 1,
  ordered: true,
  closeMode: "keeps_memory",
  thread: "owner",
  minimumKernel: "5.8",
  needsKernel: false,
};

/** Copies each record into a buffer of the reader's own and advances the ring per record. */
export const copy: RingbufImplementation = {
  name: "copy",
  summary: "copies each record out and advances per record",
  source: "https://pkg.go.dev/github.com/cilium/ebpf/ringbuf#Reader.ReadInto",
  traits,
  probe: () => AVAILABLE,
  open: (input) => new CopyReader(input),
};
