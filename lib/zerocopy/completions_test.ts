/** Tests of completions: results, notifications and returns. @module */
import { assertEquals } from "@std/assert";
import { Completions } from "./completions.ts";

function reap(completions: Completions): [number, number][] {
  const [buffers, results] = [new Int32Array(8), new Int32Array(8)];
  const count = completions.reap(buffers, results);
  return Array.from({ length: count }, (_, at) => [buffers[at]!, results[at]!]);
}

Deno.test("reap() gives a queued send back after its result and its notification", () => {
  const completions = new Completions({ maxInFlight: 4 });
  const sequence = completions.takeQueued(3, 100);
  completions.resolve(sequence, 100);
  assertEquals(reap(completions), []);
  completions.notify(sequence, sequence, false);
  assertEquals(reap(completions), [[3, 100]]);
});

Deno.test("reap() gives a failed send back with its errno, notified or not", () => {
  const completions = new Completions({ maxInFlight: 4 });
  const [first, second] = [completions.takeQueued(0, 9), completions.takeQueued(1, 9)];
  completions.resolve(first, -104);
  completions.notify(first, first, false);
  completions.resolve(second, -125);
  completions.complete(second);
  assertEquals(reap(completions), [[0, -104], [1, -125]]);
  assertEquals([completions.ledger.failed, completions.stats.notified], [2, 1]);
});

Deno.test("reap() takes notifications out of order, and gives back in order", () => {
  const completions = new Completions({ maxInFlight: 4 });
  const [first, second] = [completions.takeZeroCopy(0, 9), completions.takeZeroCopy(1, 9)];
  completions.notify(second, second, false);
  assertEquals([reap(completions), completions.ledger.bytesPinned], [[], 9]);
  completions.notify(first, first, false);
  assertEquals(reap(completions), [[0, 9], [1, 9]]);
});

Deno.test("resolve() and notify() count what belongs to no send", () => {
  const completions = new Completions({ maxInFlight: 4 });
  completions.resolve(7, 10);
  completions.notify(7, 7, true);
  const { orphans, copiedAfterAll } = completions.ledger;
  assertEquals([orphans, copiedAfterAll, completions.outstanding], [2, 0, 0]);
});

Deno.test("room shrinks with each send and grows with each reap", () => {
  const completions = new Completions({ maxInFlight: 2 });
  completions.takeCopied(0, 9);
  completions.takeZeroCopy(1, 9);
  assertEquals([completions.room, reap(completions).length, completions.room], [0, 1, 1]);
});

Deno.test("stats tell transfer and buffer back apart when timed", () => {
  let nowMs = 0;
  const completions = new Completions({ maxInFlight: 2, timed: true, clock: () => nowMs });
  completions.start();
  nowMs = 2;
  const sequence = completions.takeZeroCopy(0, 9);
  nowMs = 10;
  completions.notify(sequence, sequence, false);
  const { transfer, bufferBack } = completions.stats;
  assertEquals([transfer.sumMs, bufferBack.sumMs], [2, 10]);
});
