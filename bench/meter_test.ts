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

Deno.test("HeapMeter.growthBytes() tells what every cycle allocates", () => {
  const heap = new HeapMeter();
  const kept: object[] = [];
  for (let cycle = 0; cycle < 20; cycle++) {
    heap.start();
    for (let index = 0; index < 1000; index++) kept.push({ index });
    heap.stop();
  }
  assert(kept.length === 20_000);
  assertGreater(heap.growthBytes(), 20_000 * 16);
});

Deno.test("HeapMeter.growthBytes() is next to nothing where nothing is allocated", () => {
  const words = new Int32Array(8);
  const heap = new HeapMeter();
  for (let cycle = 0; cycle < 50; cycle++) {
    heap.start();
    words[0] = spin(1000);
    heap.stop();
  }
  assertLess(heap.growthBytes() / 50_000, 1);
});
