/** Tests of what a source of many connections may be opened with. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { checkReadInput, type ReadInput } from "./contract.ts";
import { readImplementations } from "./table.ts";

Deno.test("checkReadInput() fills in the defaults", () => {
  assertEquals(checkReadInput({ connectionsMax: 3 }), {
    bufferBytes: 32_768,
    connectionsMax: 3,
    buffersMax: 32,
    checked: false,
    pool: "simple",
    firstRequestId: 1,
  });
});

Deno.test("checkReadInput() refuses what is out of range", () => {
  const wrong: readonly ReadInput[] = [
    { connectionsMax: 0 },
    { connectionsMax: 2 ** 20 },
    { connectionsMax: 1, bufferBytes: 0 },
    { connectionsMax: 1, bufferBytes: 1.5 },
    { connectionsMax: 1, bufferBytes: 2 ** 23 },
    { connectionsMax: 1, buffersMax: 0 },
  ];
  for (const input of wrong) assertThrows(() => checkReadInput(input), RangeError);
});

Deno.test("readImplementations has the baseline first", () => {
  const names = readImplementations.map(({ name }) => name);
  assertEquals(names, ["pinned", "ready", "peek", "uring_buffers"]);
});
