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
/** What a cycle sends: to each replica, and to all of them. */
const CYCLE_REPLICA_MAX_BYTES = 8 * 2 ** 20;
const CYCLE_MAX_BYTES = 32 * 2 ** 20;
const CYCLE_MAX_PAYLOADS = 8192;
/** Small, since it is code that is to be warm: V8 compiles on for some 16,000 sends. */
const WARM_UP_PAYLOAD_BYTES = 2 * 1024;
const WARM_UP_TURN_BYTES = 2 * 2 ** 20;
const WARM_UP_TURNS = 16;

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
  /** Whether senders measure times: each reading is a boxed number. @default {true} */
  readonly timed?: boolean;
  /** The most sends of a replica taken and not reaped. @default {that of the sender} */
  readonly maxInFlight?: number;
  readonly placement: Placement;
}

/** The three of a sender that every table of this path has. */
export const SENDER_METRICS: readonly Metric[] = [
  metric("notCopiedShare", { title: "Share of sends really not copied", better: "neither" }),
  metric("transferNs", { title: "Time to transfer, mean", unit: "ns" }),
  metric("bufferBackNs", { title: "Time to buffer back, mean", unit: "ns" }),
];

/** The metrics of each of its rounds, beside the standard ones. */
export const ZEROCOPY_METRICS: readonly Metric[] = [
  ...SENDER_METRICS,
  metric("pinnedPeakBytes", { title: "Peak of bytes pinned", unit: "bytes" }),
  metric("capBytes", { title: "Bound: backlog x replicas", unit: "bytes", better: "neither" }),
  metric("inferredShare", { title: "Share inferred not to be copied", better: "neither" }),
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
  return new ZerocopyRig(stack.move(), {
    payloadBytes,
    operationBytes,
    warmUp: () => warmUp(implementation, wire, options),
    wire,
    backlog,
    replicas,
    crowd,
  });
}

/**
 * Lets V8 compile the loop for good, and the peer its own, on connections that are closed again.
 * Returns how many bytes the peer got.
 *
 * @throws {Error} when that fails.
 */
function warmUp(
  implementation: ZerocopyImplementation,
  wire: Wire,
  { timed = true, replicas: count, maxInFlight }: ZerocopyRigOptions,
): number {
  using stack = new DisposableStack();
  const backlog = stack.use(openBacklog("hot", WARM_UP_PAYLOAD_BYTES));
  const replicas = Array.from({ length: count }, () => {
    const { fd } = stack.use(wire.connect());
    const payloadBytes = WARM_UP_PAYLOAD_BYTES;
    const cap = maxInFlight === undefined ? {} : { maxInFlight };
    const sent = { backlog, fd, payloadBytes, thresholdBytes: payloadBytes, timed, ...cap };
    return stack.use(openReplica(implementation, sent));
  });
  const crowd = stack.use(new Crowd(replicas));
  const blocks = Math.max(1, Math.floor(WARM_UP_TURN_BYTES / backlog.blockBytes / count));
  for (let turn = 0; turn < WARM_UP_TURNS; turn++) {
    const fault = replicate(backlog, { replicas, crowd, blocks });
    if (fault !== undefined) throw new Error(`Cannot warm up: ${fault}`);
  }
  return backlog.position * count;
}

/** A replica whose sender never copies on purpose; `adaptive` decides by itself. */
export function openReplica(
  implementation: ZerocopyImplementation,
  { backlog, fd, payloadBytes, closeTimeoutMs, thresholdBytes, maxInFlight, timed = true }: {
    readonly backlog: Backlog;
    readonly fd: number;
    readonly payloadBytes: number;
    /** @default {that of the sender} */
    readonly closeTimeoutMs?: number;
    /** @default {0, or that of `adaptive`} */
    readonly thresholdBytes?: number;
    /** @default {that of the sender} */
    readonly maxInFlight?: number;
    /** @default {true} */
    readonly timed?: boolean;
  },
): Replica {
  const asked = { thresholdBytes: 0, loopback: "use" } as const;
  const sink = implementation.open({
    fd,
    pool: backlog.pool,
    timed,
    ...(closeTimeoutMs === undefined ? {} : { closeTimeoutMs }),
    ...(implementation.name === "adaptive" ? {} : asked),
    ...(thresholdBytes === undefined ? {} : { thresholdBytes }),
    ...(maxInFlight === undefined ? {} : { maxInFlight }),
  });
  return new Replica(backlog, sink, { payloadBytes });
}

interface Parts {
  readonly payloadBytes: number;
  readonly operationBytes: number;
  /** Has all of it compiled; returns what the peer got of that. */
  readonly warmUp: () => number;
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
  #warmUpBytes: number | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(stack: AsyncDisposableStack, parts: Parts) {
    this.#stack = stack;
    this.#parts = parts;
    this.#figures = new SenderFigures(parts.replicas.map(({ sink }) => sink), parts.backlog);
    const { payloadBytes, backlog, replicas: { length: count } } = parts;
    const most = Math.min(CYCLE_MAX_BYTES, CYCLE_MAX_PAYLOADS * payloadBytes) / count;
    const bytes = Math.min(CYCLE_REPLICA_MAX_BYTES, most);
    this.#blocks = Math.max(1, Math.floor(bytes / backlog.blockBytes));
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

  /**
   * Warms up, then one cycle, and all of it arrived as it was: samples of each segment, or each
   * byte. The warm-up is here and not in the opening, where all rows are at work at once: their
   * peers would be in each other's way.
   */
  async verify(): Promise<string | undefined> {
    const { backlog, replicas, wire } = this.#parts;
    this.#warmUpBytes ??= this.#parts.warmUp();
    const { void: wrong } = await this.cycle(NO_METER);
    const wanted = this.#warmUpBytes + backlog.position * replicas.length;
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
