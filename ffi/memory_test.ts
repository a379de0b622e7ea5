/** Tests of native memory: what is left of its views once it is gone. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { NativeMemory } from "./memory.ts";

Deno.test("NativeMemory's views are empty once it was disposed", () => {
  const memory = NativeMemory.map({ sizeBytes: 4096 });
  const { bytes } = memory;
  const words = new Int32Array(bytes.buffer, 8, 4);
  words[0] = 7;
  assertEquals([bytes[8], words[0]], [7, 7]);
  memory[Symbol.dispose]();
  assertEquals([bytes.length, bytes[8], words.length, words[0]], [0, undefined, 0, undefined]);
  assertEquals(Deno.inspect([bytes, words]), "[ Uint8Array(0) [], Int32Array(0) [] ]");
});

Deno.test("NativeMemory has no bytes and takes no change once it was disposed", () => {
  const memory = NativeMemory.map({ sizeBytes: 4096 });
  memory[Symbol.dispose]();
  memory[Symbol.dispose]();
  assertThrows(() => memory.bytes, Error, "it was unmapped");
  assertThrows(() => memory.protect(0, 4096, 0), Error, "it was unmapped");
});
