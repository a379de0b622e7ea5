/** The metrics that every round has: what they mean and how well they are known. @module */
import type { Metric, RoundLine, RunLine } from "./schema.ts";

const perOperation = { better: "lower", per: "operation" } as const;

/**
 * The metrics of every round, in the order of a report.
 *
 * Evidence: `exact` is counted by the kernel event by event; `sampled` is attributed by its timer
 * tick or read at a moment; `charged elsewhere` is work done on another's account.
 */
export const METRICS: readonly Metric[] = [
  { id: "cpuNs", title: "CPU of the process", unit: "ns", evidence: "exact", ...perOperation },
  { id: "threadCpuNs", title: "CPU of the thread", unit: "ns", evidence: "exact", ...perOperation },
  { id: "wallNs", title: "Wall time", unit: "ns", evidence: "exact", ...perOperation },
  {
    id: "bytesPerSecond",
    title: "Throughput",
    unit: "bytes/s",
    evidence: "exact",
    better: "higher",
    per: "second",
  },
  { id: "userNs", title: "User CPU", unit: "ns", evidence: "sampled", ...perOperation },
  { id: "systemNs", title: "System CPU", unit: "ns", evidence: "sampled", ...perOperation },
  {
    id: "voluntarySwitches",
    title: "Voluntary switches",
    unit: "",
    evidence: "exact",
    ...perOperation,
  },
  {
    id: "involuntarySwitches",
    title: "Involuntary switches",
    unit: "",
    evidence: "exact",
    ...perOperation,
  },
  { id: "minorFaults", title: "Minor faults", unit: "", evidence: "exact", ...perOperation },
  { id: "majorFaults", title: "Major faults", unit: "", evidence: "exact", ...perOperation },
];

/** Metrics of `extra` that several scenarios use. */
const KNOWN_EXTRAS: readonly Metric[] = [
  extra("latencyP50Ns", { title: "Latency p50", unit: "ns" }),
  extra("latencyP99Ns", { title: "Latency p99", unit: "ns" }),
  extra("latencyP999Ns", { title: "Latency p99.9", unit: "ns" }),
  extra("dropped", { title: "Dropped", unit: "" }),
  { ...extra("wakeups", { title: "Wake-ups", unit: "" }), better: "neither", per: "operation" },
];

function extra(id: string, { title, unit }: { title: string; unit: string }): Metric {
  return { id, title, unit, evidence: "exact", better: "lower", per: "round" };
}

/** The raw value of `metric` in a round; undefined where the round does not have it. */
export function rawValue(round: RoundLine, id: string): number | undefined {
  switch (id) {
    case "cpuNs":
    case "threadCpuNs":
    case "wallNs":
    case "userNs":
    case "systemNs":
    case "voluntarySwitches":
    case "involuntarySwitches":
    case "minorFaults":
    case "majorFaults":
      return round[id];
    case "bytesPerSecond":
      return round.bytes;
    default:
      return round.extra[id];
  }
}

/** The value of `metric` in a round, per operation, per round or per second. */
export function valueOf(round: RoundLine, metric: Metric): number | undefined {
  const raw = rawValue(round, metric.id);
  if (raw === undefined || metric.per === "round") return raw;
  const divisor = metric.per === "operation" ? round.operations : round.wallNs / 1e9;
  return divisor > 0 ? raw / divisor : undefined;
}

/** The metrics of a scenario: the standard ones, and each `extra` that one of its rounds has. */
export function metricsOf(
  scenario: RunLine["scenarios"][number],
  rounds: readonly RoundLine[],
): readonly Metric[] {
  const own = new Map((scenario.metrics ?? []).map((metric) => [metric.id, metric]));
  const extras = new Set(rounds.flatMap((round) => Object.keys(round.extra)));
  const known = new Map([...METRICS, ...KNOWN_EXTRAS].map((metric) => [metric.id, metric]));
  const ids = new Set([...METRICS.map((metric) => metric.id), ...own.keys(), ...extras]);
  return [...ids].map((id) => own.get(id) ?? known.get(id) ?? undeclared(id));
}

/** An extra that nobody described: shown as it is, and never judged. */
function undeclared(id: string): Metric {
  const unit = id.endsWith("Ns") ? "ns" : id.endsWith("Bytes") ? "bytes" : "";
  return { id, title: id, unit, evidence: "exact", better: "neither", per: "round" };
}
