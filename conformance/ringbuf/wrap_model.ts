/** Near 2^32 and 2^64 a ring reads as it does everywhere. @module */
import fc from "fast-check";
import type { Rule } from "../rule.ts";
import type { RingbufFixture } from "./fixture.ts";
import { checkModel } from "./model_check.ts";
import { ModelRun, openSteps, type Step } from "./model_run.ts";

const RUNS = 30;

/** Where counters of 31, 32, 63 and 64 bits run over. */
const EDGES = [1n << 31n, 1n << 32n, 7n << 32n, 1n << 63n, 1n << 64n];
/** How far before the edge a run starts: within reach of its first few records. */
const BEFORE_MAX_BYTES = 4096;
/** What fills a ring, so that a run surely gets past its edge. */
const OVER_THE_EDGE: readonly Step[] = Array.from({ length: 3 }, (): readonly Step[] => [
  { do: "produce", payloads: [{ payloadBytes: 1500 }, { payloadBytes: 700 }] },
  { do: "read", count: 99 },
  { do: "commit" },
]).flat();

interface Input {
  readonly position: bigint;
  readonly steps: readonly Step[];
}

const inputs: fc.Arbitrary<Input> = fc.record({
  position: fc.tuple(
    fc.constantFrom(...EDGES),
    fc.integer({ min: 0, max: BEFORE_MAX_BYTES / 8 }),
  ).map(([edge, before]) => BigInt.asUintN(64, edge - BigInt(8 * before))),
  steps: openSteps,
});

export const wrapModel: Rule<RingbufFixture> = {
  id: "ringbuf/wrap_model",
  paths: ["RB-26"],
  requirement:
    "Where positions pass 2^31, 2^32, 2^63 and 2^64, any sequence of produce, read and " +
    "commit MUST give the bytes and the positions that it gives elsewhere",
  source: "kernel/bpf/ringbuf.c",
  killedBy: [
    "commit_compares_by_less",
    "positions_compared_by_less",
    "positions_lose_the_carry",
  ],
  on: "fake",
  check(fixture) {
    const run = ({ position, steps }: Input) => {
      fixture.start({ position });
      using source = fixture.open();
      const both = new ModelRun(fixture, source);
      for (const step of [...steps, { do: "read", count: 99 }, { do: "commit" }] as const) {
        both.do(step);
      }
      for (const step of OVER_THE_EDGE) both.do(step);
    };
    return checkModel(fixture, { inputs, runCount: RUNS, run });
  },
};
