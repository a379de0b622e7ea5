/** Copies between mappings, across a multiple of 4 GiB too. @module */
import { assertEquals } from "@std/assert";
import { MAP_ANONYMOUS, MAP_PRIVATE, NativeMemory, pageBytes, PROT_NONE } from "./memory.ts";
import { MemoryCopy } from "./memory_copy.ts";

const FOUR_GIB = 2 ** 32;

Deno.test("copy() moves as many bytes as asked, to the start of the target", () => {
  using from = NativeMemory.map({ sizeBytes: pageBytes() });
  using to = NativeMemory.map({ sizeBytes: pageBytes() });
  from.bytes.set([1, 2, 3, 4, 5], 100);
  new MemoryCopy(from.address, to.address).copy(101, 3);
  assertEquals([...to.bytes.subarray(0, 4)], [2, 3, 4, 0]);
});

Deno.test("copy() carries into the high half of an address", () => {
  const page = pageBytes();
  using range = NativeMemory.map({
    sizeBytes: FOUR_GIB + 2 * page,
    protection: PROT_NONE,
    flags: MAP_PRIVATE | MAP_ANONYMOUS,
  });
  // the pages on both sides of the one multiple of 4 GiB in that range
  const boundary = FOUR_GIB - Number((range.address + BigInt(page)) & 0xffff_ffffn) + page;
  range.replace(boundary - page, { sizeBytes: 2 * page });
  using to = NativeMemory.map({ sizeBytes: page });
  range.bytes.set([1, 2, 3, 4], boundary - 2);
  const memory = new MemoryCopy(range.at(boundary - page), to.address);
  memory.copy(page - 2, 4);
  assertEquals([...to.bytes.subarray(0, 4)], [1, 2, 3, 4]);
  memory.copy(page + 1, 1);
  assertEquals(to.bytes[0], 4);
});
