/** Tests of the share of a CPU: of what spins and of what sleeps, on a host with no CPU to spare. @module */
import { assertGreater, assertLess } from "@std/assert";
import { Clock } from "../ffi/clock.ts";
import { cpuShare, leastCpuShare } from "./cpu_share.ts";

const CALL_MS = 40;
/** So many busy processes for each CPU leave a thread a fifth of one. */
const BUSY_EACH = 4;

function spin(): void {
  const endMs = performance.now() + CALL_MS;
  while (performance.now() < endMs) { /* burning is the point */ }
}

function sleep(): void {
  using clock = new Clock();
  clock.sleepUntilNs(clock.monotonicNs() + CALL_MS * 1e6);
}

/** Keeps every CPU busy while `body` runs. */
function onBusyHost(body: () => void): void {
  const count = BUSY_EACH * navigator.hardwareConcurrency;
  const children = Array.from({ length: count }, () =>
    new Deno.Command("sh", {
      args: ["-c", "while :; do :; done"],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn());
  try {
    body();
  } finally {
    for (const child of children) {
      child.kill("SIGKILL");
      child.unref();
    }
  }
}

Deno.test("cpuShare() of what spins is near one, on a busy host too", () => {
  onBusyHost(() => assertGreater(cpuShare(spin), 0.5));
});

Deno.test("cpuShare() of what sleeps is near zero, on a busy host too", () => {
  onBusyHost(() => assertLess(leastCpuShare(0.1, sleep), 0.1));
});

Deno.test("leastCpuShare() is that of the best of a few calls", () => {
  const calls = [spin, sleep];
  assertLess(leastCpuShare(0.1, () => (calls.shift() ?? sleep)()), 0.1);
});
