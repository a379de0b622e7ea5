/** The rig of the stalled replica: what it holds while it does not read, and until it lets go. @module */
import { SysError } from "../../ffi/errno.ts";
import { Backlog } from "../../lib/zerocopy/backlog.ts";
import type { ZerocopyImplementation } from "../../lib/zerocopy/contract.ts";
import type { Replica } from "../../lib/zerocopy/replica.ts";
import type { Metric } from "../../results/schema.ts";
import type { Meter, Moved, Placement, Rig, Worker } from "../scenario.ts";
import { NO_METER } from "../meter.ts";
import { SenderFigures } from "./figures.ts";
import { fillBacklog } from "./sources.ts";
import { metric, openReplica, ratio, SENDER_METRICS } from "./rig.ts";
import { openWire, type Wire } from "./wires.ts";

const PAYLOAD_BYTES = 64 * 1024;
/** What is written while one does not read: more than the sockets of loopback hold alone. */
export const WRITTEN_BYTES = 8 * 2 ** 20;
/** The whole backlog: what all senders together can pin, whatever happens. */
export const CAP_BYTES = 12 * 2 ** 20;
/** How long the stall lasts once the others are through. */
export const HOLD_MS = 20;
/** What a sender that is dropped gives the peer before it resets the connection. */
export const DROP_MS = 20;
/** Sent before anything is timed: the connections have found their pace then. */
const WARM_UP_BYTES = 4 * 2 ** 20;
const REPLICAS = 3;
const STALLED = 1;
const LIMIT_MS = 5000;
const WAIT_MS = 5;

/** How the stall ends. */
export const ENDS = ["reads again", "is killed", "is dropped"] as const;

/** What is sent, over what, and how the stall ends. */
export interface StalledRigOptions {
  /** See `wires.ts`. */
  readonly wire: string;
  /** One of {@linkcode ENDS}. */
  readonly end: string;
  readonly placement: Placement;
}

/** The metrics of each of its rounds, beside the standard ones. */
export const STALLED_METRICS: readonly Metric[] = [
  metric("heldBytes", { title: "Backlog held for it, others through", unit: "bytes" }),
  metric("heldLaterBytes", { title: "Held at the end of the stall", unit: "bytes" }),
  metric("stalledPinnedBytes", { title: "Pinned by its sender", unit: "bytes" }),
  metric("stalledTakenBytes", {
    title: "Taken by its sender during the stall",
    unit: "bytes",
    better: "neither",
  }),
  metric("pinnedPeakBytes", { title: "Peak pinned by all senders", unit: "bytes" }),
  metric("capBytes", { title: "Bound: the whole backlog", unit: "bytes", better: "neither" }),
  metric("releaseNs", { title: "From the end of the stall until all is back", unit: "ns" }),
  ...SENDER_METRICS,
  ratio("othersOverBefore", { title: "Time of the others over that before the stall" }),
];

/** Sets up the rig; the caller disposes it. */
export async function openStalledRig(worker: Worker, options: StalledRigOptions): Promise<Rig> {
  if (worker.kind !== "implementation") throw new TypeError(`Cannot replicate by ${worker.kind}`);
  const implementation: ZerocopyImplementation = worker.implementation;
  await using stack = new AsyncDisposableStack();
  const wire = stack.use(await openWire(options.wire, options.placement));
  const backlog = stack.use(
    new Backlog({ blockBytes: PAYLOAD_BYTES, blockCount: CAP_BYTES / PAYLOAD_BYTES }),
  );
  fillBacklog(backlog);
  const { end } = options;
  return new StalledRig(stack.move(), { implementation, wire, backlog, end });
}

interface Parts {
  readonly implementation: ZerocopyImplementation;
  readonly wire: Wire;
  readonly backlog: Backlog;
  readonly end: string;
}

class StalledRig implements Rig {
  readonly #stack: AsyncDisposableStack;
  readonly #parts: Parts;
  #connections = 0;
  #extra: Record<string, number> = {};
  #ended: Promise<void> = Promise.resolve();

  constructor(stack: AsyncDisposableStack, parts: Parts) {
    this.#stack = stack;
    this.#parts = parts;
  }

  /** Fresh connections: all that a cycle writes is whole periods of the content. */
  async cycle(meter: Meter): Promise<Moved> {
    const { wire, end, implementation, backlog } = this.#parts;
    using stack = new DisposableStack();
    const replicas = Array.from({ length: REPLICAS }, () => {
      const { fd } = stack.use(wire.connect());
      const sent = { backlog, fd, payloadBytes: PAYLOAD_BYTES, closeTimeoutMs: DROP_MS };
      return stack.use(openReplica(implementation, sent));
    });
    const connection = this.#connections + STALLED;
    this.#connections += REPLICAS;
    const set = new ReplicaSet(backlog, replicas);
    set.write(replicas, WARM_UP_BYTES);
    const beforeMs = set.write(replicas);
    await wire.stall(connection);
    const takenBefore = replicas[STALLED]!.sentBytes;
    const others = replicas.filter((_, index) => index !== STALLED);
    const figures = new SenderFigures(others.map(({ sink }) => sink), backlog);
    meter.start();
    const duringMs = set.write(others);
    meter.stop();
    const { notCopiedShare, transferNs, bufferBackNs } = figures.take();
    const held = set.hold(replicas[STALLED]!, takenBefore);
    const startMs = performance.now();
    if (end === "reads again") await wire.resume(connection);
    else if (end === "is killed") await wire.cut(connection);
    else wire.excuse(connection);
    set.release(replicas[STALLED]!, end);
    this.#extra = {
      ...held,
      ...{ notCopiedShare, transferNs, bufferBackNs },
      pinnedPeakBytes: set.pinnedPeakBytes,
      capBytes: CAP_BYTES,
      releaseNs: (performance.now() - startMs) * 1e6,
      othersOverBefore: duringMs / beforeMs,
    };
    const bytes = WRITTEN_BYTES * (REPLICAS - 1);
    const moved = { operations: bytes / PAYLOAD_BYTES, bytes };
    const wrong = set.fault ?? await wire.fault();
    return wrong === undefined ? moved : { ...moved, void: wrong };
  }

  async verify(): Promise<string | undefined> {
    return (await this.cycle(NO_METER)).void;
  }

  takeExtra(): Record<string, number> {
    return this.#extra;
  }

  [Symbol.dispose](): void {
    this.#ended = this.#stack.disposeAsync();
  }

  ended(): Promise<void> {
    return this.#ended;
  }
}

/** What is done with the replicas in the phases of a cycle. */
class ReplicaSet {
  pinnedPeakBytes = 0;
  /** What went wrong first. */
  fault: string | undefined;
  readonly #backlog: Backlog;
  readonly #replicas: readonly Replica[];

  constructor(backlog: Backlog, replicas: readonly Replica[]) {
    this.#backlog = backlog;
    this.#replicas = replicas;
  }

  /** Writes, and sends to all, until those awaited gave all back. Returns how long it took. */
  write(awaited: readonly Replica[], bytes = WRITTEN_BYTES): number {
    const backlog = this.#backlog;
    const wanted = backlog.position + bytes;
    const goals = awaited.map(({ returnedBytes }) => returnedBytes + bytes);
    const startMs = performance.now();
    for (;;) {
      while (backlog.position < wanted && backlog.appendAsIs() >= 0);
      for (const replica of this.#replicas) {
        replica.pump();
        this.#sample();
        replica.reap();
      }
      const behind = awaited.find(({ returnedBytes }, at) => returnedBytes < goals[at]!);
      const tookMs = performance.now() - startMs;
      if (behind === undefined) return tookMs;
      if (tookMs > LIMIT_MS) {
        this.fault ??= "those that read did not get through in time";
        return tookMs;
      }
      behind.wait(WAIT_MS);
    }
  }

  /** Lets the stall last, and says what it holds. */
  hold(stalled: Replica, takenBefore: number): Record<string, number> {
    const heldBytes = this.#backlog.heldBytes;
    const endMs = performance.now() + HOLD_MS;
    for (let leftMs = HOLD_MS; leftMs > 0; leftMs = endMs - performance.now()) {
      stalled.pump();
      this.#sample();
      stalled.reap();
      stalled.wait(Math.min(leftMs, WAIT_MS));
    }
    return {
      heldBytes,
      heldLaterBytes: this.#backlog.heldBytes,
      stalledPinnedBytes: stalled.sink.stats.bytesPinned,
      stalledTakenBytes: stalled.sentBytes - takenBefore,
    };
  }

  /** Goes on until the backlog is all free. */
  release(stalled: Replica, end: string): void {
    if (end === "is dropped") stalled[Symbol.dispose]();
    const endMs = performance.now() + LIMIT_MS;
    while (this.#backlog.heldBytes > 0) {
      if (performance.now() > endMs) {
        this.fault ??= `${this.#backlog.heldBytes} bytes were not given back in time`;
        return;
      }
      if (end === "is killed" && isBroken(stalled)) stalled[Symbol.dispose]();
      else if (end === "reads again") stalled.pump();
      stalled.reap();
      if (this.#backlog.heldBytes > 0) stalled.wait(WAIT_MS);
    }
    if (this.#backlog.trimmed !== this.#backlog.begun) this.fault ??= "a block was not trimmed";
  }

  /** A sender that pins more than there is would be a fault of its count, or worse. */
  #sample(): void {
    let pinned = 0;
    let most = 0;
    for (const { sink: { stats } } of this.#replicas) {
      pinned += stats.bytesPinned;
      most = Math.max(most, stats.bytesPinned);
    }
    this.pinnedPeakBytes = Math.max(this.pinnedPeakBytes, pinned);
    if (most > CAP_BYTES) this.fault ??= `a sender pins ${most} bytes of ${CAP_BYTES}`;
  }
}

/** Whether the connection is gone, as the next send learns. */
function isBroken(replica: Replica): boolean {
  try {
    replica.pump();
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
  return replica.sink.brokenBy !== 0;
}
