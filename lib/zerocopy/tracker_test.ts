/** Tests of the tracker, by example and against a model. @module */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { CAPACITY_MIN, Tracker } from "./tracker.ts";

/** Pushes `count` sends with buffers 0, 1, …. */
function filled(count: number, firstSequence = 0): Tracker {
  const tracker = new Tracker({ firstSequence });
  for (let buffer = 0; buffer < count; buffer++) tracker.push(buffer, 100);
  return tracker;
}

/** The buffers of all that can be popped. */
function popAll(tracker: Tracker): number[] {
  const popped: number[] = [];
  while (tracker.pop()) popped.push(tracker.buffer);
  return popped;
}

Deno.test("push() numbers sends from the first sequence on, across the wrap", () => {
  const tracker = new Tracker({ firstSequence: 0xffffffff });
  assertEquals([tracker.push(0, 1), tracker.push(1, 1)], [0xffffffff, 0]);
});

Deno.test("complete() takes a range that coalesces several sends", () => {
  const tracker = filled(6);
  assertEquals([tracker.complete(0, 4), tracker.openCount], [5, 1]);
  assertEquals(popAll(tracker), [0, 1, 2, 3, 4]);
});

Deno.test("pop() waits for the prefix when a later range comes first", () => {
  const tracker = filled(6);
  tracker.complete(3, 5);
  assertEquals(popAll(tracker), []);
  tracker.complete(0, 2);
  assertEquals(popAll(tracker), [0, 1, 2, 3, 4, 5]);
});

Deno.test("complete() takes a range whose end is numerically below its start", () => {
  const tracker = filled(8, 0xfffffffc);
  assertEquals(tracker.complete(0xfffffffe, 2), 5);
  assertEquals(tracker.complete(0xfffffffc, 0xfffffffd), 2);
  assertEquals(popAll(tracker), [0, 1, 2, 3, 4, 5, 6]);
});

Deno.test("complete() ends exactly at the wrap", () => {
  const tracker = filled(4, 0xfffffffc);
  assertEquals(tracker.nextSequence, 0);
  assertEquals([tracker.complete(0xfffffffc, 0xffffffff), tracker.length], [4, 4]);
  assertEquals(popAll(tracker), [0, 1, 2, 3]);
});

Deno.test("complete() counts a range that comes twice, and changes nothing", () => {
  const tracker = filled(4);
  tracker.complete(0, 1);
  popAll(tracker);
  assertEquals([tracker.complete(0, 1), tracker.duplicates, tracker.openCount], [0, 2, 2]);
});

Deno.test("complete() completes what is new of an overlapping range", () => {
  const tracker = filled(6);
  tracker.complete(0, 2);
  assertEquals([tracker.complete(1, 4), tracker.duplicates], [2, 2]);
  assertEquals(popAll(tracker), [0, 1, 2, 3, 4]);
});

Deno.test("complete() refuses a range that goes beyond what was sent", () => {
  const tracker = filled(4);
  assertEquals([tracker.complete(2, 4), tracker.rejected, tracker.openCount], [0, 1, 4]);
});

Deno.test("complete() refuses what lies before the first send", () => {
  const tracker = filled(4, 100);
  assertEquals([tracker.complete(99, 100), tracker.rejected, tracker.openCount], [0, 1, 4]);
});

Deno.test("complete() refuses a range without a send in flight", () => {
  const tracker = new Tracker();
  assertEquals([tracker.complete(0, 0), tracker.rejected], [0, 1]);
});

Deno.test("memoryBytes is zero before the first send", () => {
  const tracker = new Tracker();
  assertEquals(tracker.memoryBytes, 0);
  tracker.push(0, 1);
  assertEquals(tracker.capacity, CAPACITY_MIN);
});

Deno.test("memoryBytes returns to its first value once a crowd has passed, across the wrap", () => {
  const first = 0xffffffff - 3000;
  const tracker = filled(1, first);
  const memoryBytes = tracker.memoryBytes;
  for (let buffer = 1; buffer < 5000; buffer++) tracker.push(buffer, 100);
  assertEquals(tracker.capacity, 8192);
  tracker.complete(first, (first + 4999) >>> 0);
  assertEquals(popAll(tracker), Array.from({ length: 5000 }, (_, index) => index));
  assertEquals([tracker.capacity, tracker.memoryBytes], [CAPACITY_MIN, memoryBytes]);
});

Deno.test("resolve() sets the result of an open send only", () => {
  const tracker = filled(2);
  assertEquals([tracker.resolve(0, -104), tracker.resolve(2, -104)], [true, false]);
  tracker.complete(0, 1);
  assertEquals(tracker.resolve(1, -104), false);
  tracker.pop();
  assertEquals(tracker.result, -104);
});

/** What a Tracker does, with nothing clever about it. */
class Model {
  readonly sends: { buffer: number; done: boolean }[] = [];
  popped = 0;

  complete(first: number, last: number): number {
    if (first > last || first < 0 || last >= this.sends.length) return -1;
    const range = this.sends.slice(first, last + 1).filter(({ done }) => !done);
    for (const send of range) send.done = true;
    return range.length;
  }

  pop(): number[] {
    const found: number[] = [];
    while (this.sends[this.popped]?.done) found.push(this.sends[this.popped++]!.buffer);
    return found;
  }
}

const step = fc.oneof(
  fc.record({ kind: fc.constant("push" as const), count: fc.nat(700) }),
  fc.record({
    kind: fc.constant("complete" as const),
    from: fc.integer({ min: -5, max: 800 }),
    count: fc.integer({ min: 0, max: 900 }),
  }),
  fc.record({ kind: fc.constant("pop" as const) }),
);

Deno.test("Tracker does what a plain list does, wherever its numbers start", () => {
  const starts = fc.oneof(fc.constant(0), fc.integer({ min: 2 ** 32 - 3000, max: 2 ** 32 - 1 }));
  fc.assert(
    fc.property(starts, fc.array(step, { maxLength: 40 }), (firstSequence, steps) => {
      const tracker = new Tracker({ firstSequence });
      const model = new Model();
      for (const one of steps) {
        if (one.kind === "push") {
          for (let left = one.count; left > 0; left--) {
            tracker.push(model.sends.length, 1);
            model.sends.push({ buffer: model.sends.length, done: false });
          }
        } else if (one.kind === "complete") {
          const first = model.popped + one.from;
          const last = first + one.count - 1;
          const rejected = tracker.rejected;
          const low = (firstSequence + first) >>> 0;
          const count = tracker.complete(low, (firstSequence + last) >>> 0);
          const expected = model.complete(first, last);
          assertEquals(tracker.rejected - rejected, expected < 0 ? 1 : 0);
          assertEquals(count, Math.max(expected, 0));
        } else assertEquals(popAll(tracker), model.pop());
        assertEquals(tracker.length, model.sends.length - model.popped);
        assertEquals(tracker.openCount, model.sends.filter(({ done }) => !done).length);
      }
    }),
    { numRuns: 60 },
  );
});
