/** Whatever is produced, read and committed, positions and bytes are the model's. @module */
import type { Rule } from "../rule.ts";
import type { RingbufFixture } from "./fixture.ts";
import { checkModel } from "./model_check.ts";
import { anySteps, ModelRun, type Step } from "./model_run.ts";

const RUNS = 40;

export const commitModel: Rule<RingbufFixture> = {
  id: "ringbuf/commit_model",
  paths: ["RB-2", "RB-4", "RB-6", "RB-8"],
  requirement: "After any sequence of produce, read, commit and close the consumer position MUST " +
    "be behind what was released and not past what was not, and each record read be the next one",
  source: "kernel/bpf/ringbuf.c",
  killedBy: ["commit_publishes_producer", "commit_forgets_a_header", "stride_too_long_by_8"],
  on: "both",
  check(fixture) {
    const run = (steps: readonly Step[]) => {
      fixture.start({});
      using source = fixture.open();
      const both = new ModelRun(fixture, source);
      for (const step of steps) both.do(step);
    };
    return checkModel(fixture, { inputs: anySteps, runCount: RUNS, run });
  },
};
