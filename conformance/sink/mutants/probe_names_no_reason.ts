/** Mutant: its probe refuses without a reason. @module */
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

export const probeNamesNoReason: SinkMutant = {
  name: "probe_names_no_reason",
  bug: "says that it cannot run, and not why",
  probe: () => ({ available: false, reason: "", cure: "", denied: true }),
  open: (input) => new PlainSink(input),
};
