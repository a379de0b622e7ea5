/** Tests of the clocks, by order and never by a limit on time. @module */
import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { Clock } from "./clock.ts";

/** Burns CPU until the thread has been charged for it. */
function burn(clock: Clock, cpuNs: number): void {
  const startNs = clock.threadCpuNs();
  while (clock.threadCpuNs() - startNs < cpuNs) { /* burning is the point */ }
}

Deno.test("Clock.monotonicNs() never goes back", () => {
  using clock = new Clock();
  let last = clock.monotonicNs();
  for (let index = 0; index < 10_000; index++) {
    const now = clock.monotonicNs();
    assert(now >= last);
    last = now;
  }
});

Deno.test("Clock.monotonicNs() counts from the boot, as /proc/uptime does", () => {
  using clock = new Clock();
  const before = clock.monotonicNs() / 1e9;
  // the uptime counts sleep too, and has hundredths
  const uptime = Number(Deno.readTextFileSync("/proc/uptime").split(" ")[0]);
  assertGreaterOrEqual(uptime + 0.02, before);
});

Deno.test("Clock.threadCpuNs() is charged for the work of the thread, as the process is", () => {
  using clock = new Clock();
  const [thread, process] = [clock.threadCpuNs(), clock.processCpuNs()];
  burn(clock, 1e6);
  const [threadAfter, processAfter] = [clock.threadCpuNs(), clock.processCpuNs()];
  assertGreaterOrEqual(threadAfter - thread, 1e6);
  assertGreaterOrEqual(processAfter - process, 1e6);
  assert(threadAfter <= processAfter);
});

Deno.test("Clock.sleepUntilNs() returns not before the deadline", () => {
  using clock = new Clock();
  const deadlineNs = clock.monotonicNs() + 2e6;
  while (!clock.sleepUntilNs(deadlineNs)) { /* a signal: sleep on */ }
  assertGreaterOrEqual(clock.monotonicNs(), deadlineNs);
});

Deno.test("Clock.sleepUntilNs() returns at once when the deadline has passed", () => {
  using clock = new Clock();
  assertEquals([clock.sleepUntilNs(0), clock.sleepUntilNs(-5)], [true, true]);
});
