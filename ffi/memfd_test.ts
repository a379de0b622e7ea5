/** Tests of memfds. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { openFds } from "./fd.ts";
import { openMemfd } from "./memfd.ts";
import { MAP_SHARED, NativeMemory } from "./memory.ts";

Deno.test("openMemfd() opens zeroed memory that two mappings share", () => {
  using owner = openMemfd("shared", { sizeBytes: 8192 });
  const options = { sizeBytes: 8192, flags: MAP_SHARED, fd: owner.fd };
  using first = NativeMemory.map(options);
  using second = NativeMemory.map(options);
  assertEquals(second.bytes[8191], 0);
  first.bytes[8191] = 5;
  assertEquals(second.bytes[8191], 5);
});

Deno.test("openMemfd() shows its name in the listing of descriptors", () => {
  using owner = openMemfd("named", { sizeBytes: 1 });
  const found = openFds().find(({ fd }) => fd === owner.fd);
  assertEquals(found?.target, "/memfd:named (deleted)");
});

Deno.test("openMemfd() refuses a size that is no whole number", () => {
  assertThrows(() => openMemfd("odd", { sizeBytes: 1.5 }), RangeError);
});
