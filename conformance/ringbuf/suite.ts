/** The suite of the ringbuf path. @module */
import { probeBpf } from "../../ffi/bpf_probe.ts";
import { SysError } from "../../ffi/errno.ts";
import { pageBytes } from "../../ffi/memory.ts";
import { AVAILABLE, type Probe } from "../../lib/implementation.ts";
import type { RingbufImplementation } from "../../lib/ringbuf/contract.ts";
import { ringbufImplementations } from "../../lib/ringbuf/table.ts";
import { sourceRules } from "../shared/table.ts";
import type { Suite } from "../suite.ts";
import type { RingbufFixture } from "./fixture.ts";
import { KernelChannel } from "./kernel_channel.ts";
import { sourceBugs, sourceMutants } from "./mutants/source_table.ts";
import { ringbufMutants } from "./mutants/table.ts";
import { plainReader } from "./plain_reader.ts";
import { RingFixture } from "./ring_fixture.ts";
import { ringbufRules } from "./table.ts";

export const ringbufSuite: Suite<RingbufImplementation, RingbufFixture> = {
  path: "ringbuf",
  role: "source",
  implementations: ringbufImplementations,
  rules: [...sourceRules, ...ringbufRules],
  mutants: [...sourceMutants, ...ringbufMutants],
  bugs: sourceBugs,
  plain: plainReader,
  probeKernel,
  openFixture: (options) => new RingFixture(options),
};

let probed: Probe | undefined;

/** Makes a ring and loads its producer: once a process, since no answer changes meanwhile. */
function probeKernel(): Probe {
  probed ??= probeOnce();
  return probed;
}

function probeOnce(): Probe {
  const bpf = probeBpf();
  if (!bpf.available) return bpf;
  try {
    new KernelChannel(pageBytes())[Symbol.dispose]();
    return AVAILABLE;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return {
      available: false,
      reason: `the kernel does not run our producer: ${error.message}`,
      cure: "use Linux 5.19 or newer",
      denied: true, // it is our producer that needs more than the readers do
    };
  }
}
