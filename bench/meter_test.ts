/** Tests of meter.ts. @module */
import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { HeapMeter, RoundMeter } from "./meter.ts";

function spin(rounds: number): number {
  let sum = 0;
  for (let index = 0; index < rounds; index++) sum = (sum + index * 3) | 0;
  return sum;
}

Deno.test("RoundMeter.take() sums what lies between start and stop", () => {
  using meter = new RoundMeter();
  for (let cycle = 0; cycle < 3; cycle++) {
    meter.start();
    spin(1e5);
    meter.stop();
  }
  const { wallNs, threadCpuNs } = meter.take();
  assertGreater(threadCpuNs, 0);
  assertGreater(wallNs, threadCpuNs * 0.5);
});

Deno.test("RoundMeter.take() starts again from zero", () => {
  using meter = new RoundMeter();
  meter.start();
  spin(1e5);
  meter.stop();
  meter.take();
  assertEquals(Object.values(meter.take()).every((value) => value === 0), true);
});

Deno.test("HeapMeter sees what a cycle allocates", () => {
  const heap = new HeapMeter();
  const kept: object[] = [];
  heap.start();
  for (let index = 0; index < 20_000; index++) kept.push({ index });
  heap.stop();
  assert(kept.length === 20_000);
  assertGreater(heap.growthBytes + heap.collections * 1e9, 200_000);
});

Deno.test("HeapMeter sees next to nothing where nothing is allocated", () => {
  const words = new Int32Array(8);
  const heap = new HeapMeter();
  for (let cycle = 0; cycle < 50; cycle++) words[0] = spin(1000);
  for (let cycle = 0; cycle < 10; cycle++) {
    heap.start();
    words[0] = spin(1000);
    heap.stop();
  }
  assertLess(heap.growthBytes / 10_000, 16);
});
