/** Tests of the adaptive policy. @module */
import { assertEquals } from "@std/assert";
import { SinkLedger } from "../sink_ledger.ts";
import { AdaptivePolicy, COPIED_LIMIT, PAUSE_MIN } from "./policy.ts";
import { SenderStats } from "./stats.ts";
import { Tracker } from "./tracker.ts";

const BIG = 16 * 1024;

function open(): { policy: AdaptivePolicy; stats: SenderStats } {
  const stats = new SenderStats(new SinkLedger(), new Tracker());
  return { policy: new AdaptivePolicy(10 * 1024, stats), stats };
}

/** Sends until one is asked for; how many were copied before it. */
function copiesBeforeTry(policy: AdaptivePolicy): number {
  let count = 0;
  while (!policy.wants(BIG)) count++;
  policy.asked();
  return count;
}

function turnOff(policy: AdaptivePolicy): void {
  for (let times = 0; times < COPIED_LIMIT; times++) policy.learn(true);
}

Deno.test("wants() asks from the threshold on", () => {
  const { policy } = open();
  assertEquals([policy.wants(10 * 1024 - 1), policy.wants(10 * 1024)], [false, true]);
});

Deno.test("wants() says no once the kernel has copied too often in a row", () => {
  const { policy, stats } = open();
  for (let times = 1; times < COPIED_LIMIT; times++) policy.learn(true);
  policy.learn(false);
  assertEquals(policy.wants(BIG), true);
  turnOff(policy);
  assertEquals([policy.wants(BIG), stats.backOffs], [false, 1]);
});

Deno.test("wants() tries again, one send at a time and ever more rarely", () => {
  const { policy, stats } = open();
  turnOff(policy);
  assertEquals(copiesBeforeTry(policy), PAUSE_MIN - 1);
  assertEquals(policy.wants(BIG), false); // the try is under way
  policy.learn(true);
  assertEquals([copiesBeforeTry(policy), stats.probes], [2 * PAUSE_MIN - 1, 2]);
});

Deno.test("wants() asks again once a try was not copied", () => {
  const { policy } = open();
  turnOff(policy);
  copiesBeforeTry(policy);
  policy.learn(false);
  assertEquals([policy.wants(BIG), policy.wants(BIG)], [true, true]);
});

Deno.test("wants() goes on asking while a try finds no room in the socket", () => {
  const { policy } = open();
  turnOff(policy);
  for (let times = 1; times < PAUSE_MIN; times++) policy.wants(BIG);
  assertEquals([policy.wants(BIG), policy.wants(BIG)], [true, true]);
});
