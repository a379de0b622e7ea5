/** The rig of `ringbuf/live`: a producer process, a reader that sleeps. @module */
import { Clock } from "../../ffi/clock.ts";
import type { Traits } from "../../lib/implementation.ts";
import { READY } from "../../lib/outcome.ts";
import { type LiveCounts, LiveProducer } from "../../lib/ringbuf/fixture/live_producer.ts";
import { recordStampNs, verifyFull } from "../../lib/ringbuf/fixture/record.ts";
import { openKernelRing } from "../../lib/ringbuf/fixture/ring_map.ts";
import type { AnySource } from "../../lib/source.ts";
import { wordsOf } from "../consumers/cursor.ts";
import { walk } from "../consumers/walk.ts";
import { Histogram } from "../histogram.ts";
import { NO_METER } from "../meter.ts";
import type { Meter, Moved, Placement, Rig, Worker } from "../scenario.ts";

export const LIVE_RING_BYTES = 256 * 1024;
export const LIVE_RECORD_BYTES = 64;

/** Records of the round that verifies. */
const VERIFIED_RECORDS = 50;
/** How much longer than planned a round may take before it is given up. */
const PATIENCE_MS = 2000;

/** How the producer goes. */
export interface LiveRigOptions {
  readonly placement: Placement;
  readonly recordsPerSecond: number;
  readonly durationMs: number;
}

/** Sets up the rig; the caller disposes it. */
export function openLiveRig(worker: Worker, options: LiveRigOptions): Rig {
  if (worker.kind !== "implementation") {
    throw new TypeError(`Cannot run ${worker.kind} live: there is no source that waits`);
  }
  using stack = new DisposableStack();
  const ring = stack.use(openKernelRing(LIVE_RING_BYTES));
  const source = stack.use(worker.implementation.open({ ring }));
  const clock = stack.use(new Clock());
  const { traits } = worker.implementation;
  return new LiveRig(stack.move(), { ...options, ring, source, clock, traits });
}

interface Parts extends LiveRigOptions {
  readonly ring: ReturnType<typeof openKernelRing>;
  readonly source: AnySource;
  readonly clock: Clock;
  readonly traits: Traits;
}

class LiveRig implements Rig {
  readonly #stack: DisposableStack;
  readonly #parts: Parts;
  readonly #histogram = new Histogram();
  readonly #words: Int32Array;
  readonly #base: number;
  /** Counted by the visits below: cells, since a boxed number would be an allocation per record. */
  readonly #seen = new Int32Array(2);
  #wakeups = 0;
  #counts: LiveCounts | undefined;

  constructor(stack: DisposableStack, parts: Parts) {
    this.#stack = stack;
    this.#parts = parts;
    ({ words: this.#words, base: this.#base } = wordsOf(parts.source.bytes));
  }

  async cycle(meter: Meter): Promise<Moved> {
    const { recordsPerSecond, durationMs } = this.#parts;
    const count = Math.round((recordsPerSecond * durationMs) / 1000);
    this.#histogram.clear();
    return await this.#run(count, { meter, visit: this.#stamp });
  }

  /** A short round that checks every byte, and warms up on the way. */
  async verify(): Promise<string | undefined> {
    const record = { sequence: 0, payloadBytes: LIVE_RECORD_BYTES, stamped: true };
    let wrong: string | undefined;
    const visit = (offset: number, length: number) => {
      record.sequence = this.#seen[0]!;
      this.#stamp(offset, length);
      const at = verifyFull(this.#words, this.#base * 4 + offset, record);
      if (at >= 0) wrong ??= `byte ${at} of record ${record.sequence} is not what was produced`;
    };
    const moved = await this.#run(VERIFIED_RECORDS, { meter: NO_METER, visit });
    return wrong ?? moved.void;
  }

  takeExtra(): Record<string, number> {
    const histogram = this.#histogram;
    if (histogram.count === 0 || this.#counts === undefined) return {};
    return {
      latencyP50Ns: histogram.quantile(0.5),
      latencyP99Ns: histogram.quantile(0.99),
      latencyP999Ns: histogram.quantile(0.999),
      dropped: this.#counts.dropped,
      wakeups: this.#wakeups,
      late: this.#counts.late,
    };
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }

  readonly #stamp = (offset: number, length: number): void => {
    const at = this.#base * 4 + offset;
    const latencyNs = this.#parts.clock.monotonicNs() - recordStampNs(this.#words, at);
    this.#histogram.record(latencyNs);
    if (this.#words[at >> 2] !== this.#seen[0] || length !== LIVE_RECORD_BYTES) this.#seen[1]! += 1;
    this.#seen[0]! += 1;
  };

  async #run(
    count: number,
    { meter, visit }: { meter: Meter; visit: (offset: number, length: number) => void },
  ): Promise<Moved> {
    const { ring, placement: { peerCpu }, recordsPerSecond } = this.#parts;
    await using producer = LiveProducer.start(ring, {
      payloadBytes: LIVE_RECORD_BYTES,
      recordsPerSecond,
      count,
      ...(peerCpu === undefined ? {} : { cpu: peerCpu }),
    });
    this.#seen.fill(0);
    this.#wakeups = 0;
    producer.waitStarted();
    meter.start();
    this.#consume(count, { producer, visit });
    meter.stop();
    this.#counts = await producer.stop();
    return this.#check(this.#counts);
  }

  #consume(
    count: number,
    { producer, visit }: {
      producer: LiveProducer;
      visit: (offset: number, length: number) => void;
    },
  ): void {
    const { source, clock, traits, recordsPerSecond } = this.#parts;
    const endNs = clock.monotonicNs() + ((count / recordsPerSecond) * 1000 + PATIENCE_MS) * 1e6;
    while (this.#seen[0]! < count) {
      const leftMs = (endNs - clock.monotonicNs()) / 1e6;
      // short, because records that were dropped wake nobody
      const outcome = source.wait(Math.min(leftMs, 20));
      if (outcome === READY) {
        this.#wakeups++;
        walk(source, traits, visit);
      } else if (leftMs <= 0 || this.#seen[0]! + producer.counts().dropped >= count) return;
    }
  }

  #check({ submitted }: LiveCounts): Moved {
    const [seen, wrong] = this.#seen as unknown as [number, number];
    const moved = { operations: seen, bytes: seen * LIVE_RECORD_BYTES };
    if (seen !== submitted) return { ...moved, void: `${submitted} were produced, ${seen} came` };
    if (wrong > 0) return { ...moved, void: `${wrong} records came out of order or cut short` };
    return moved;
  }
}
