/** Tests of resource usage. @module */
import { assertEquals, assertGreater, assertGreaterOrEqual } from "@std/assert";
import { Clock } from "./clock.ts";
import { NativeMemory } from "./memory.ts";
import { emptyUsage, UsageMeter } from "./rusage.ts";

Deno.test("UsageMeter.readThread() counts a voluntary switch for a sleep", () => {
  using meter = new UsageMeter();
  using clock = new Clock();
  const before = meter.readThread(emptyUsage());
  const after = emptyUsage();
  // a deadline that has passed before the call sleeps is no switch: then it takes another one
  for (let tries = 0; tries < 100; tries++) {
    clock.sleepUntilNs(clock.monotonicNs() + 1e6);
    if (meter.readThread(after).voluntarySwitches > before.voluntarySwitches) break;
  }
  assertGreaterOrEqual(after.voluntarySwitches, before.voluntarySwitches + 1);
});

Deno.test("UsageMeter.readThread() counts a minor fault for each page first touched", () => {
  using meter = new UsageMeter();
  const pages = 64;
  using memory = NativeMemory.map({ sizeBytes: pages * 65536 });
  const before = meter.readThread(emptyUsage());
  for (let page = 0; page < pages; page++) memory.bytes[page * 65536] = 1;
  const after = meter.readThread(emptyUsage());
  // huge pages may serve several touches with one fault
  assertGreater(after.minorFaults, before.minorFaults);
});

Deno.test("UsageMeter.readProcess() reports at least what one thread used", () => {
  using meter = new UsageMeter();
  const thread = meter.readThread(emptyUsage());
  const process = meter.readProcess(emptyUsage());
  assertGreaterOrEqual(process.voluntarySwitches, thread.voluntarySwitches);
  assertGreaterOrEqual(process.minorFaults, thread.minorFaults);
});

Deno.test("UsageMeter.readThread() fills and returns the object it was given", () => {
  using meter = new UsageMeter();
  const usage = emptyUsage();
  assertEquals(meter.readThread(usage) === usage, true);
});
