/** Tests of rest.ts. @module */
import { assertEquals } from "@std/assert";
import { type Chunk, Rest } from "./rest.ts";

function reachedAfter(chunks: readonly Chunk[]): boolean {
  const rest = new Rest();
  for (const chunk of chunks) rest.add(chunk);
  return rest.reached;
}

const calm: Chunk = { cycleNs: 100, othersShare: 0.001 };
const calmChunks = Array.from({ length: 6 }, () => calm);

Deno.test("Rest.reached is true once the last chunks are calm and alike", () => {
  assertEquals(reachedAfter(calmChunks), true);
});

Deno.test("Rest.reached waits for code that is still to be compiled", () => {
  assertEquals(reachedAfter(calmChunks.slice(1)), false);
});

Deno.test("Rest.reached waits while other threads work", () => {
  assertEquals(reachedAfter([...calmChunks, { ...calm, othersShare: 0.3 }]), false);
});

Deno.test("Rest.reached waits while cycles become faster", () => {
  assertEquals(reachedAfter([...calmChunks, { ...calm, cycleNs: 50 }]), false);
});
