/** Publishes half of a position. @module */
import { MAP_SHARED, NativeMemory, pageBytes } from "../../../ffi/memory.ts";
import type { RingbufImplementation, RingbufInput } from "../../../lib/ringbuf/contract.ts";
import { unsafe, UnsafeReader } from "../../../lib/ringbuf/unsafe.ts";
import type { Mutant } from "../../suite.ts";

class PositionsLoseTheCarry extends UnsafeReader {
  readonly #page: NativeMemory;

  constructor(input: RingbufInput) {
    super(input);
    const { fd } = input.ring;
    this.#page = NativeMemory.map({ sizeBytes: pageBytes(), flags: MAP_SHARED, fd });
  }

  override [Symbol.dispose](): void {
    super[Symbol.dispose]();
    this.#page[Symbol.dispose]();
  }

  protected override releaseCursor(): void {
    Atomics.store(new Int32Array(this.#page.bytes.buffer, 0, 1), 0, this.cursor);
  }
}

export const positionsLoseTheCarry: Mutant<RingbufImplementation> = {
  name: "positions_lose_the_carry",
  bug: "a commit stores the low 32 bits of its position, so that past 2^32 the high ones are old",
  implementation: { ...unsafe, open: (input) => new PositionsLoseTheCarry(input) },
};
