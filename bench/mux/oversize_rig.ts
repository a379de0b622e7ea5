/** The rig of oversize messages: small ones go to and fro beside them. @module */
import { Clock } from "../../ffi/clock.ts";
import { startEchoPeer } from "../../lib/mux/fixture/echo_peer.ts";
import type { Metric } from "../../results/schema.ts";
import { Histogram } from "../histogram.ts";
import type { Meter, Moved, Placement, Rig, Worker } from "../scenario.ts";
import { Exchanger } from "./exchanger.ts";
import { type Line, metric, openLine, peerCpuOf } from "./line.ts";
import { partsOf } from "./parts.ts";

/** Streams with small messages. */
export const SMALL_STREAMS = 10;
export const SMALL_BYTES = 200;
/** Of a cycle: that many bytes in oversize messages, two at least. */
const OVERSIZE_CYCLE_BYTES = 4 * 2 ** 20;
const OVERSIZE_MESSAGES_MIN = 2;
/** Of each small stream where there is nothing beside them. */
const ALONE_MESSAGES = 200;
const WARM_UP_MS = 25;

/** How long the oversize messages are. */
export interface OversizeRigOptions {
  /** 0: there are none. */
  readonly oversizeBytes: number;
  readonly placement: Placement;
}

/** The metrics of each of its rounds, beside the standard ones. */
export const OVERSIZE_METRICS: readonly Metric[] = [
  metric("latencyP50Ns", { title: "Small messages p50", unit: "ns" }),
  metric("latencyP99Ns", { title: "Small messages p99", unit: "ns" }),
  metric("latencyMaxNs", { title: "Small messages, longest", unit: "ns" }),
  metric("oversizePerSecond", {
    title: "Throughput of the oversize ones",
    unit: "bytes/s",
    better: "higher",
    per: "second",
  }),
  metric("peakBytes", { title: "Message buffers, peak", unit: "bytes" }),
  metric("keptBytes", { title: "Message buffers kept afterwards", unit: "bytes" }),
];

/** Sets up the rig; the caller disposes it. */
export async function openOversizeRig(worker: Worker, options: OversizeRigOptions): Promise<Rig> {
  const parts = partsOf(worker);
  await using stack = new AsyncDisposableStack();
  const clock = stack.use(new Clock());
  const { credit } = parts.writer.traits;
  const line = stack.use(
    await openLine(parts, {
      startPeer: (fd) => startEchoPeer(fd, { credit, ...peerCpuOf(options.placement) }),
    }),
  );
  const open = (payloadBytes: number, latency: Histogram) => {
    const { stream } = line.connection.open("echo");
    return new Exchanger(stream, { clock, latency, payloadBytes });
  };
  const latency = new Histogram();
  const small = Array.from({ length: SMALL_STREAMS }, () => open(SMALL_BYTES, latency));
  const { oversizeBytes } = options;
  const oversize = oversizeBytes === 0 ? undefined : open(oversizeBytes, new Histogram());
  return new OversizeRig(stack.move(), { line, latency, small, oversize, oversizeBytes });
}

interface Parts {
  readonly line: Line;
  readonly latency: Histogram;
  readonly small: readonly Exchanger[];
  readonly oversize: Exchanger | undefined;
  readonly oversizeBytes: number;
}

class OversizeRig implements Rig {
  readonly #stack: AsyncDisposableStack;
  readonly #parts: Parts;
  readonly #oversizeCount: number;
  /** What the pool has before any message: the buffer that is read into. */
  readonly #bareBytes: number;
  #peakBytes = 0;
  #oversizeSum = 0;
  #ended: Promise<void> = Promise.resolve();

  constructor(stack: AsyncDisposableStack, parts: Parts) {
    this.#stack = stack;
    this.#parts = parts;
    this.#bareBytes = parts.line.connection.pool.pinnedBytes;
    const { oversizeBytes } = parts;
    this.#oversizeCount = oversizeBytes === 0
      ? 0
      : Math.max(OVERSIZE_MESSAGES_MIN, Math.ceil(OVERSIZE_CYCLE_BYTES / oversizeBytes));
  }

  async cycle(meter: Meter): Promise<Moved> {
    const { small, oversizeBytes } = this.#parts;
    const before = sumOf(small);
    meter.start();
    await this.#exchange(this.#oversizeCount);
    meter.stop();
    const operations = sumOf(small) - before;
    const oversizeSum = this.#oversizeCount * oversizeBytes;
    this.#oversizeSum += oversizeSum;
    const moved = { operations, bytes: operations * SMALL_BYTES + oversizeSum };
    const fault = this.#fault();
    return fault === undefined ? moved : { ...moved, void: fault };
  }

  /** Every byte of all echoes compared, for as long as a warm-up takes. */
  async verify(): Promise<string | undefined> {
    const endMs = performance.now() + WARM_UP_MS;
    do await this.#exchange(Math.min(1, this.#oversizeCount), true); while (
      performance.now() < endMs
    );
    return this.#fault();
  }

  takeExtra(): Record<string, number> {
    const { latency } = this.#parts;
    if (latency.count === 0) return {};
    const taken = {
      latencyP50Ns: latency.quantile(0.5),
      latencyP99Ns: latency.quantile(0.99),
      latencyMaxNs: latency.maximum,
      oversizePerSecond: this.#oversizeSum,
      peakBytes: this.#peakBytes,
      keptBytes: this.#pinnedBytes(),
    };
    latency.clear();
    this.#oversizeSum = 0;
    this.#peakBytes = 0;
    return taken;
  }

  [Symbol.dispose](): void {
    this.#ended = this.#stack.disposeAsync();
  }

  ended(): Promise<void> {
    return this.#ended;
  }

  /** Small messages for as long as the oversize ones take; each stream one at least. */
  async #exchange(oversizeCount: number, isFull = false): Promise<void> {
    const { small, oversize } = this.#parts;
    let isOver = oversize === undefined ? undefined : false;
    const large = oversize?.run({ count: oversizeCount, isFull }).finally(() => isOver = true);
    const look = () => {
      this.#peakBytes = Math.max(this.#peakBytes, this.#pinnedBytes());
      return isOver === true;
    };
    const count = isOver === undefined ? ALONE_MESSAGES : Number.MAX_SAFE_INTEGER;
    await Promise.all([large, ...small.map((one) => one.run({ count, isFull, isOver: look }))]);
  }

  #pinnedBytes(): number {
    return this.#parts.line.connection.pool.pinnedBytes - this.#bareBytes;
  }

  #fault(): string | undefined {
    const { small, oversize } = this.#parts;
    return oversize?.fault ?? small.find(({ fault }) => fault !== undefined)?.fault;
  }
}

function sumOf(exchangers: readonly Exchanger[]): number {
  return exchangers.reduce((sum, { count }) => sum + count, 0);
}
