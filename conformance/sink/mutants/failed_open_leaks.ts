/** Mutant: an open that fails leaves a descriptor behind. @module */
import { openEventfd } from "../../../ffi/eventfd.ts";
import { closeFd } from "../../../ffi/fd.ts";
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

export const failedOpenLeaks: SinkMutant = {
  name: "failed_open_leaks",
  bug: "does not close what it opened before the failure",
  open: (input) => {
    const fd = openEventfd();
    const sink = new PlainSink(input);
    closeFd(fd);
    return sink;
  },
};
