/** The rig of the zerocopy scenarios: a backlog to its replicas, until every buffer is back. @module */
import type { Backlog } from "../../lib/zerocopy/backlog.ts";
import type { ZerocopyImplementation } from "../../lib/zerocopy/contract.ts";
import { Replica } from "../../lib/zerocopy/replica.ts";
import type { Metric } from "../../results/schema.ts";
import type { Meter, Moved, Placement, Rig, Worker } from "../scenario.ts";
import { NO_METER } from "../meter.ts";
import { Crowd } from "./crowd.ts";
import { SenderFigures } from "./figures.ts";
import { replicate } from "./replicate.ts";
import { openBacklog } from "./sources.ts";
import { openWire, type Wire } from "./wires.ts";

const LIMIT_MS = 5000;
const CYCLE_MAX_BYTES = 32 * 2 ** 20;
const CYCLE_MAX_PAYLOADS = 8192;

/** What is sent, how, and over what. */
export interface ZerocopyRigOptions {
  /** `lab` or `loopback`. */
  readonly wire: string;
  /** `hot` or `cold`. */
  readonly source: string;
  /** A power of two, up to 1 MiB. */
  readonly payloadBytes: number;
  readonly replicas: number;
  /** What one operation is, in bytes that a replica got. @default {the payload} */
  readonly operationBytes?: number;
  readonly placement: Placement;
}

/** The metrics of each of its rounds, beside the standard ones. */
export const ZEROCOPY_METRICS: readonly Metric[] = [
  metric("notCopiedShare", { title: "Share of sends really not copied", better: "neither" }),
  metric("transferNs", { title: "Time to transfer, mean", unit: "ns" }),
  metric("bufferBackNs", { title: "Time to buffer back, mean", unit: "ns" }),
  metric("pinnedPeakBytes", { title: "Peak of bytes pinned", unit: "bytes" }),
  metric("capBytes", { title: "Bound: bytes of the backlog", unit: "bytes", better: "neither" }),
  metric("inferredShare", { title: "Share judged by their stack", better: "neither" }),
  metric("heldPeakBytes", { title: "Peak of the backlog held", unit: "bytes" }),
];

/** A quotient of two costs, which is no cost itself: `TypeScript over C`. */
export function ratio(id: string, { title }: { readonly title: string }): Metric {
  return metric(id, { title });
}

/** A metric of zerocopy rounds: counted or clocked, one value a round. */
export function metric(
  id: string,
  { title, unit = "", better = "lower" }: {
    title: string;
    unit?: string;
    better?: Metric["better"];
  },
): Metric {
  return { id, title, unit, evidence: "exact", better, per: "round" };
}

/** Sets up the rig; the caller disposes it. */
export async function openZerocopyRig(worker: Worker, options: ZerocopyRigOptions): Promise<Rig> {
  if (worker.kind !== "implementation") throw new TypeError(`Cannot replicate by ${worker.kind}`);
  const implementation: ZerocopyImplementation = worker.implementation;
  await using stack = new AsyncDisposableStack();
  const wire = stack.use(await openWire(options.wire, options.placement));
  const backlog = stack.use(openBacklog(options.source, options.payloadBytes));
  const replicas = Array.from({ length: options.replicas }, () => {
    const socket = stack.use(wire.connect());
    return stack.use(openReplica(implementation, { ...options, backlog, fd: socket.fd }));
  });
  const { payloadBytes, operationBytes = payloadBytes } = options;
  const crowd = stack.use(new Crowd(replicas));
  const parts = { payloadBytes, operationBytes, wire, backlog, replicas, crowd };
  return new ZerocopyRig(stack.move(), parts);
}

/** A replica whose sender never copies on purpose; `adaptive` decides by itself. */
export function openReplica(
  implementation: ZerocopyImplementation,
  { backlog, fd, payloadBytes, closeTimeoutMs }: {
    readonly backlog: Backlog;
    readonly fd: number;
    readonly payloadBytes: number;
    /** @default {that of the sender} */
    readonly closeTimeoutMs?: number;
  },
): Replica {
  const asked = { thresholdBytes: 0, loopback: "use" } as const;
  const sink = implementation.open({
    fd,
    pool: backlog.pool,
    timed: true,
    ...(closeTimeoutMs === undefined ? {} : { closeTimeoutMs }),
    ...(implementation.name === "adaptive" ? {} : asked),
  });
  return new Replica(backlog, sink, { payloadBytes });
}

interface Parts {
  readonly payloadBytes: number;
  readonly operationBytes: number;
  readonly wire: Wire;
  readonly backlog: Backlog;
  readonly replicas: readonly Replica[];
  readonly crowd: Crowd;
}

class ZerocopyRig implements Rig {
  readonly #stack: AsyncDisposableStack;
  readonly #parts: Parts;
  readonly #figures: SenderFigures;
  readonly #blocks: number;
  #ended: Promise<void> = Promise.resolve();

  constructor(stack: AsyncDisposableStack, parts: Parts) {
    this.#stack = stack;
    this.#parts = parts;
    this.#figures = new SenderFigures(parts.replicas.map(({ sink }) => sink), parts.backlog);
    const most = Math.min(CYCLE_MAX_BYTES, CYCLE_MAX_PAYLOADS * parts.payloadBytes);
    this.#blocks = Math.max(1, Math.floor(most / parts.backlog.blockBytes / parts.replicas.length));
  }

  async cycle(meter: Meter): Promise<Moved> {
    const { backlog, replicas, crowd, operationBytes, wire } = this.#parts;
    meter.start();
    const fault = replicate(backlog, {
      replicas,
      crowd,
      blocks: this.#blocks,
      onPump: () => this.#figures.sample(),
    });
    meter.stop();
    const bytes = this.#blocks * backlog.blockBytes * replicas.length;
    const moved = { operations: bytes / operationBytes, bytes };
    const held = backlog.heldBytes === 0 ? undefined : `${backlog.heldBytes} bytes are still held`;
    const wrong = fault ?? held ?? await wire.fault();
    return wrong === undefined ? moved : { ...moved, void: wrong };
  }

  /** One cycle, and all of it arrived as it was: samples of each segment, or each byte. */
  async verify(): Promise<string | undefined> {
    const { backlog, replicas, wire } = this.#parts;
    const { void: wrong } = await this.cycle(NO_METER);
    const wanted = backlog.position * replicas.length;
    const endMs = performance.now() + LIMIT_MS;
    while (wrong === undefined && await wire.receivedBytes() < wanted) {
      if (performance.now() > endMs) return "the stream did not arrive in time";
    }
    return wrong ?? await wire.fault();
  }

  takeExtra(): Record<string, number> {
    return this.#figures.take();
  }

  [Symbol.dispose](): void {
    this.#ended = this.#stack.disposeAsync();
  }

  ended(): Promise<void> {
    return this.#ended;
  }
}
