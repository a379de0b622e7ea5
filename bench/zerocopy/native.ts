/** What a send costs in TypeScript over the same loop in C. @module */
import { cross, numberOf, type Scenario } from "../scenario.ts";
import { openNativeRig, RUN_BYTES, RUN_PAYLOADS, ZEROCOPY_NATIVE } from "./native_rig.ts";
import { ratio } from "./rig.ts";
import { withoutLab } from "./wires.ts";

const MIB = 2 ** 20;
/** Runs of each side in a cycle. */
const TURNS = 12;
const CALLS: readonly string[] = ["send", "msg_zerocopy"];

export const native: Scenario = {
  id: "zerocopy/native",
  question: "What does a send cost in TypeScript over the same loop in C?",
  operation: "send",
  headline: "threadCpuNs",
  notes: [
    "one replica of a backlog of 2 MiB (in the cache: the least time in the kernel, so the most " +
    "for the rest) until its last buffer is back; the same in C, from the same memory",
    `the ratio is taken in the process of the native row, where both take turns: ${TURNS} runs ` +
    `of ${RUN_BYTES / MIB} MiB (${RUN_PAYLOADS} sends at least) each in alternating order; it is ` +
    "their median, by the CPU clock of the thread, and by that of the process (V8's compiler and " +
    "collector with it)",
    "rows of processes of their own are measured apart in time, and say less than that ratio",
    "both make the same system calls; what TypeScript adds is more than its loop takes by itself, " +
    "since the kernel's work between two sends pushes its code and data out of the nearest cache",
    "msg_zerocopy asks for zero copy at every size and on loopback too, where the kernel copies",
  ],
  metrics: [
    {
      ...ratio("typeScriptOverC", { title: "TypeScript over C, thread" }),
      isQuotient: true,
    },
    ratio("typeScriptOverCProcess", { title: "TypeScript over C, process" }),
  ],
  sweep: cross({
    wire: ["loopback", "lab"],
    call: CALLS,
    payloadBytes: [16, 64, 256].map((kibibytes) => kibibytes * 1024),
    turns: [TURNS],
  }),
  quickSweep: [],
  smoke: cross({ wire: ["loopback"], call: CALLS, payloadBytes: [16384], turns: [2] }),
  floors: [],
  native: ZEROCOPY_NATIVE,
  usage: "thread",
  round: { by: "cycles", cycles: 4, ms: 100, quickMs: 100 },
  measuresHeap: false,
  rounds: 4,
  quickRounds: 2,
  exempt(_traits, { role, name, parameters }) {
    const reason = withoutLab(parameters);
    if (reason !== undefined || role === "native") return reason;
    if (name === parameters.call) return undefined;
    return CALLS.includes(name!) ? null : "there is no loop in C for it";
  },
  open: ({ worker, parameters, placement }) =>
    openNativeRig(worker, {
      placement,
      wire: String(parameters.wire),
      call: String(parameters.call),
      payloadBytes: numberOf(parameters, "payloadBytes"),
      turns: numberOf(parameters, "turns"),
    }),
};
