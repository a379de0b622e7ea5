/** Tests of bisect.ts. @module */
import { assert, assertEquals } from "@std/assert";
import { findCrossover, SIZE_MAX_BYTES, SIZE_MIN_BYTES } from "./bisect.ts";

/** Costs as much as send at `bytes`, more below and less above, with some noise. */
function trialOf(bytes: number, noise: number) {
  return (payloadBytes: number) => {
    const exact = Math.log2(bytes / payloadBytes);
    return { payloadBytes, logRatios: [-2, -1, 0, 1, 2].map((step) => exact + step * noise) };
  };
}

Deno.test("findCrossover() finds the size between two powers of two", () => {
  const { bytes } = findCrossover(trialOf(24_000, 0));
  assert(Math.abs(bytes! - 24_000) < 1);
});

Deno.test("findCrossover() tells the sizes at which all runs but one agree", () => {
  const { lowBytes, highBytes } = findCrossover(trialOf(24_000, 1));
  assertEquals([lowBytes, highBytes], [8192, 65536]);
});

Deno.test("findCrossover() finds none where send is always cheaper", () => {
  const found = findCrossover((payloadBytes) => ({ payloadBytes, logRatios: [0.1, 0.1, 0.1] }));
  assertEquals(found, { lowBytes: SIZE_MAX_BYTES, highBytes: 2 * SIZE_MAX_BYTES });
});

Deno.test("findCrossover() finds none where send is always dearer", () => {
  const found = findCrossover((payloadBytes) => ({ payloadBytes, logRatios: [-0.1, -0.1, -0.1] }));
  assertEquals(found, { lowBytes: 0, highBytes: SIZE_MIN_BYTES });
});
