/** Tests of a limit that a busy host does not shorten. @module */
import { assert, assertEquals } from "@std/assert";
import { Clock } from "../ffi/clock.ts";
import { OwnTime, timed } from "./own_time.ts";

/** A limit of 100 ms, and the clocks behind it. */
function openLimit() {
  const clocks = { nowMs: 1000, queuedMs: 50 };
  const time = new OwnTime({
    limitMs: 100,
    nowMs: () => clocks.nowMs,
    queuedMs: () => clocks.queuedMs,
  });
  return { clocks, time };
}

Deno.test("OwnTime.leftMs runs out with the clock when nobody had to wait for a CPU", () => {
  const { clocks, time } = openLimit();
  const seen = [0, 40, 60].map((passedMs) => {
    clocks.nowMs += passedMs;
    return time.leftMs;
  });
  assertEquals(seen, [100, 60, 0]);
});

Deno.test("OwnTime.leftMs leaves out what was waited for a CPU", () => {
  const { clocks, time } = openLimit();
  clocks.nowMs += 100;
  clocks.queuedMs += 70;
  assertEquals(time.leftMs, 70);
});

Deno.test("OwnTime.leftMs is no more than the limit when several threads waited at once", () => {
  const { clocks, time } = openLimit();
  clocks.nowMs += 100;
  clocks.queuedMs += 900;
  assertEquals(time.leftMs, 100);
});

Deno.test("OwnTime.leftMs takes a thread that has ended, and its waits with it, for no wait", () => {
  const { clocks, time } = openLimit();
  clocks.nowMs += 30;
  clocks.queuedMs -= 50;
  assertEquals(time.leftMs, 70);
});

Deno.test("OwnTime.leftMs runs out at ten times the limit, whoever waited", () => {
  const { clocks, time } = openLimit();
  clocks.nowMs += 1000;
  clocks.queuedMs += 1000;
  assertEquals(time.leftMs, 0);
});

Deno.test("timed() has a sleep in the time by the clock, and no more than that in its own", () => {
  using clock = new Clock();
  const sleep = () => clock.sleepUntilNs(clock.monotonicNs() + 5e6);
  const { wallMs, ownMs } = timed(sleep);
  assert(wallMs >= 5 && ownMs >= 0 && ownMs <= wallMs, `${wallMs} ms, ${ownMs} ms of its own`);
});
