/** Tests of 64-bit values as words. @module */
import { assertEquals } from "@std/assert";
import { readWord64, writeWord64 } from "./words.ts";

for (const value of [0, 1, 0xffffffff, 0x100000000, Number.MAX_SAFE_INTEGER]) {
  Deno.test(`readWord64() gives back ${value} as writeWord64() wrote it`, () => {
    const words = new Uint32Array(4);
    writeWord64(words, 2, value);
    assertEquals(readWord64(words, 2), value);
    assertEquals(new BigUint64Array(words.buffer)[1], BigInt(value));
  });
}
