/** The payload size from which on each implementation is cheaper than send. @module */
import type { Metric } from "../../results/schema.ts";
import { cross, numberOf, type Scenario } from "../scenario.ts";
import { SIZE_MAX_BYTES, SIZE_MIN_BYTES } from "./bisect.ts";
import { openCrossoverRig, TRIALS } from "./crossover_rig.ts";
import { ZEROCOPY_NOTES } from "./payload.ts";
import { metric, SENDER_METRICS } from "./rig.ts";
import { withoutLab } from "./wires.ts";

export const crossover: Scenario = {
  id: "zerocopy/crossover",
  question: "At which payload size does it become cheaper than send, and how sure is that?",
  operation: "search",
  headline: "crossoverBytes",
  notes: [
    ...ZEROCOPY_NOTES,
    `on the lab: each search bisects over the powers of two from 1 KiB to 1 MiB; at each size ` +
    `${TRIALS} runs of 4 MiB in turn with send in the same process; compared is the CPU of the ` +
    "measured thread",
    "the interval reaches from the largest size at which all runs but one say that send is " +
    "cheaper (0: none) to the smallest at which they say that it is dearer (2 MiB: none)",
    "share, times and bytes pinned are of all sends of a search, and so mostly of the small ones",
    "crossoverBytes is interpolated; a search that found no crossover has none",
  ],
  metrics: [
    {
      ...size("crossoverBytes", "Crossover"),
      crossover: {
        against: "send",
        low: "crossoverLowBytes",
        high: "crossoverHighBytes",
        least: SIZE_MIN_BYTES,
        most: SIZE_MAX_BYTES,
      },
    },
    size("crossoverLowBytes", "Send is surely cheaper up to"),
    size("crossoverHighBytes", "Send is surely dearer from"),
    ...SENDER_METRICS,
    metric("pinnedPeakBytes", { title: "Peak of bytes pinned", unit: "bytes" }),
  ],
  sweep: cross({ source: ["cold", "hot"], trials: [TRIALS] }),
  quickSweep: [],
  smoke: cross({ source: ["hot"], trials: [2] }),
  floors: [],
  native: false,
  round: { by: "cycles", cycles: 1, ms: 2000, quickMs: 2000 },
  measuresHeap: false,
  rounds: 1,
  quickRounds: 1,
  exempt: (_traits, { name }) =>
    withoutLab({ wire: "lab" }) ??
      (name === "send" ? "it is what the others are compared with" : undefined),
  open: ({ worker, parameters, placement }) =>
    openCrossoverRig(worker, {
      source: String(parameters.source),
      trials: numberOf(parameters, "trials"),
      placement,
    }),
};

function size(id: string, title: string): Metric {
  return { id, title, unit: "bytes", evidence: "exact", better: "lower", per: "round" };
}
