/** The rig of `ringbuf/blocked`: one long wait under the meter, then some wakes beside it. @module */
import { Clock } from "../../ffi/clock.ts";
import { pageBytes } from "../../ffi/memory.ts";
import type { Traits } from "../../lib/implementation.ts";
import { STARTUP_LIMIT_MS } from "../../lib/host/child_process.ts";
import { DATA, DEADLINE, OUTCOME_NAMES, READY } from "../../lib/outcome.ts";
import { BulkProducer } from "../../lib/ringbuf/fixture/bulk.ts";
import { LiveProducer } from "../../lib/ringbuf/fixture/live_producer.ts";
import { recordStampNs } from "../../lib/ringbuf/fixture/record.ts";
import { openKernelRing } from "../../lib/ringbuf/fixture/ring_map.ts";
import type { AnySource, CursorSource, LeaseSource, VisitorSource } from "../../lib/source.ts";
import { wordsOf } from "../consumers/cursor.ts";
import { walk } from "../consumers/walk.ts";
import type { Meter, Moved, Placement, Rig, Worker } from "../scenario.ts";

/** Slow enough that the reader is asleep again before the next record. */
export const BLOCKED_RECORDS_PER_SECOND = 50;

const RECORD_BYTES = 64;
/** Wakes of one round; with a record in hand each takes two records. */
const WAKES = 4;
/** The first wake comes once a process has started. */
const PATIENCE_MS = STARTUP_LIMIT_MS;

/** How the reader waits. */
export interface BlockedRigOptions {
  readonly placement: Placement;
  readonly waitMs: number;
  /** Whether a record is in hand meanwhile. */
  readonly holds: boolean;
}

/** Sets up the rig; the caller disposes it. */
export function openBlockedRig(worker: Worker, options: BlockedRigOptions): Rig {
  if (worker.kind !== "implementation") {
    throw new TypeError(`Cannot block ${worker.kind}: there is no source that waits`);
  }
  using stack = new DisposableStack();
  const ring = stack.use(openKernelRing(pageBytes()));
  const source = stack.use(worker.implementation.open({ ring }));
  const bulk = stack.use(BulkProducer.open(ring, { payloadBytes: RECORD_BYTES }));
  const clock = stack.use(new Clock());
  const { traits } = worker.implementation;
  return new BlockedRig(stack.move(), { ...options, ring, source, bulk, clock, traits });
}

interface Parts extends BlockedRigOptions {
  readonly ring: ReturnType<typeof openKernelRing>;
  readonly source: AnySource;
  readonly bulk: BulkProducer;
  readonly clock: Clock;
  readonly traits: Traits;
}

class BlockedRig implements Rig {
  readonly #stack: DisposableStack;
  readonly #parts: Parts;
  #wakesNs: number[] = [];

  constructor(stack: DisposableStack, parts: Parts) {
    this.#stack = stack;
    this.#parts = parts;
  }

  async cycle(meter: Meter): Promise<Moved> {
    const { waitMs } = this.#parts;
    const outcome = this.#waitQuietly(meter);
    const hasWoken = await this.#wakeSome();
    const moved = { operations: 1, bytes: 0 };
    if (outcome !== DEADLINE) {
      return { ...moved, void: `the wait of ${waitMs} ms ended with ${OUTCOME_NAMES[outcome]}` };
    }
    return hasWoken
      ? moved
      : { ...moved, void: `no wake within ${PATIENCE_MS} ms, after ${this.#wakesNs.length} wakes` };
  }

  /** There is no content here beyond what each cycle checks. */
  verify(): undefined {}

  takeExtra(): Record<string, number> {
    const sorted = this.#wakesNs.sort((a, b) => a - b);
    if (sorted.length === 0) return {};
    return { wakeP50Ns: sorted[sorted.length >> 1]!, wakeMaxNs: sorted.at(-1)! };
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }

  #waitQuietly(meter: Meter): number {
    const { source, bulk, waitMs, holds } = this.#parts;
    let outcome = -1;
    const wait = () => {
      meter.start();
      outcome = source.wait(waitMs);
      meter.stop();
    };
    if (!holds) wait();
    else {
      bulk.fill(1);
      this.#holding(wait);
    }
    return outcome;
  }

  /** Returns whether each wait ended. On a busy host one wake may serve several records. */
  async #wakeSome(): Promise<boolean> {
    const { ring, holds, placement: { peerCpu } } = this.#parts;
    const perWake = holds ? 2 : 1;
    let left = perWake * WAKES;
    this.#wakesNs = [];
    await using _producer = LiveProducer.start(ring, {
      payloadBytes: RECORD_BYTES,
      recordsPerSecond: BLOCKED_RECORDS_PER_SECOND,
      count: left,
      ...(peerCpu === undefined ? {} : { cpu: peerCpu }),
    });
    while (left >= perWake) {
      const wokenNs = holds ? this.#wakeHolding() : this.#wake();
      if (wokenNs === undefined) return false;
      const { records, lastStampNs } = this.#drain();
      if (lastStampNs !== undefined) this.#wakesNs.push(wokenNs - lastStampNs);
      left -= records + perWake - 1;
    }
    return true;
  }

  /** Waits for a record. Returns when it woke; undefined when nothing came. */
  #wake(): number | undefined {
    const { source, clock } = this.#parts;
    return source.wait(PATIENCE_MS) === READY ? clock.monotonicNs() : undefined;
  }

  #wakeHolding(): number | undefined {
    if (this.#wake() === undefined) return undefined;
    let wokenNs: number | undefined;
    this.#holding(() => wokenNs = this.#wake());
    return wokenNs;
  }

  /** Reads one record, runs `body` with it in hand, and releases it. */
  #holding(body: () => void): void {
    const { source, traits } = this.#parts;
    const takeOne = (cursor: CursorSource) => {
      if (cursor.next() === DATA) body();
      cursor.commit();
    };
    if (traits.style === "visitor") {
      (source as VisitorSource).consume(() => body(), 1);
    } else if (traits.style === "lease") {
      (source as LeaseSource).withLease(takeOne);
    } else takeOne(source as CursorSource);
  }

  /** Reads all that is ready. */
  #drain(): { readonly records: number; readonly lastStampNs: number | undefined } {
    const { source, traits } = this.#parts;
    const { words, base } = wordsOf(source.bytes);
    let records = 0;
    let lastStampNs: number | undefined;
    walk(source, traits, (offset) => {
      records++;
      lastStampNs = recordStampNs(words, base * 4 + offset);
    });
    return { records, lastStampNs };
  }
}
