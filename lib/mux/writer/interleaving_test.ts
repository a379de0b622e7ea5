/** Any order of writes, room, withdrawals and a stop: frames stay whole and in their order. @module */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { flushAll, openWriterRig, writeMessage } from "./end_fixture.ts";
import { writerImplementations } from "./table.ts";

/** What a write ended with. */
type Fate = "waits" | "taken" | "refused";

const STEP = fc.oneof(
  { weight: 6, arbitrary: fc.record({ write: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ room: fc.integer({ min: 0, max: 120 }) }) },
  { weight: 1, arbitrary: fc.record({ withdraw: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.constant({ turn: true } as const) },
);

const OWNERS = [1, 2, 3].map((stream) => ({ stream }));

for (const implementation of writerImplementations) {
  const { name } = implementation;
  Deno.test(`${name}: what is taken goes out once, in order, nothing else does`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(STEP, { maxLength: 40 }), async (steps) => {
        using rig = openWriterRig(implementation, { markBytes: 40 });
        rig.end.roomBytes = 0;
        const fates: Fate[] = [];
        const expected: string[][] = [[], [], []];
        const settled: Promise<void>[] = [];
        function write(stream: number): void {
          const index = fates.length;
          const wait = writeMessage(rig.writer, OWNERS[stream - 1]!, { value: index });
          fates.push(wait === undefined ? "taken" : "waits");
          expected[stream - 1]!.push(`${index}`);
          if (wait === undefined) return;
          settled.push(wait.then(() => void (fates[index] = "taken"), () => {
            fates[index] = "refused";
          }));
        }
        for (const step of steps) {
          if ("write" in step) write(step.write);
          else if ("room" in step) {
            rig.end.roomBytes += step.room;
            rig.writer.flush();
          } else if ("withdraw" in step) {
            rig.writer.withdraw(OWNERS[step.withdraw - 1]!, new Error("withdrawn"));
          } else await null;
        }
        rig.end.roomBytes = Infinity;
        flushAll(rig.writer);
        await Promise.all(settled);
        assert(!fates.includes("waits"));
        for (const { stream } of OWNERS) {
          const found = rig.end.frames().filter((frame) => frame.startsWith(`${stream}:`));
          const wanted = expected[stream - 1]!.filter((index) => fates[Number(index)] === "taken");
          assertEquals(found, wanted.map((index) => `${stream}:${index}x10`));
        }
        rig.writer.stop(new Error("over"));
        await rig.writer.done;
      }),
      { numRuns: 150 },
    );
  });
}
