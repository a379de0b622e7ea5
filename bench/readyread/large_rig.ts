/** The rig of large messages: another process writes frames, a framed reader takes them. @module */
import { Clock } from "../../ffi/clock.ts";
import { BROKEN, DATA, END, OUTCOME_NAMES, READY } from "../../lib/outcome.ts";
import type { ReadImplementation, ReadSource } from "../../lib/readyread/contract.ts";
import { ConnectionFarm } from "../../lib/readyread/fixture/connection_farm.ts";
import { filling, MARKED_BYTES, sequenceOf } from "../../lib/readyread/fixture/payload.ts";
import { FRAME_BYTES_MAX, FramedReader } from "../../lib/readyread/framed_reader.ts";
import type { Metric } from "../../results/schema.ts";
import type { Meter, Moved, Placement, Rig, Worker } from "../scenario.ts";

/** A message: frames of the longest kind. */
export const MESSAGE_FRAMES = 20;
/** In the check of all content. */
const VERIFIED_FRAMES = 4;
const MESSAGE_BYTES = MESSAGE_FRAMES * FRAME_BYTES_MAX;
const PATIENCE_MS = 5000;

/** How the messages come, and what is read at a time. */
export interface LargeRigOptions {
  readonly family: "unix" | "tcp";
  readonly bufferBytes: number;
  readonly placement: Placement;
}

/** The metrics of its rounds, beside the standard ones. */
export const LARGE_METRICS: readonly Metric[] = [
  metric("cpuNsPerKib", { title: "CPU of the thread per KiB", unit: "ns" }),
  metric("copiesPerByte", { title: "Copies of a byte by the reader", unit: "" }),
  metric("pinnedPeakBytes", { title: "Peak of buffers out", unit: "bytes" }),
];

/** Sets up the rig; the caller disposes it. */
export async function openLargeRig(worker: Worker, options: LargeRigOptions): Promise<Rig> {
  if (worker.kind !== "implementation") throw new TypeError(`Cannot read by ${worker.kind}`);
  const { family, bufferBytes, placement: { peerCpu } } = options;
  await using stack = new AsyncDisposableStack();
  const cpu = peerCpu === undefined ? {} : { cpu: peerCpu };
  const farm = stack.use(await ConnectionFarm.open({ count: 1, family, ...cpu }));
  const implementation: ReadImplementation = worker.implementation;
  const source = stack.use(implementation.open({ connectionsMax: 1, bufferBytes }));
  source.add(farm.fds[0]!);
  const reader = stack.use(new FramedReader({ source }));
  return new LargeRig(stack.move(), { farm, source, reader });
}

interface Parts {
  readonly farm: ConnectionFarm;
  readonly source: ReadSource;
  readonly reader: FramedReader;
}

class LargeRig implements Rig {
  readonly #stack: AsyncDisposableStack;
  readonly #parts: Parts;
  readonly #clock = new Clock();
  readonly #view: DataView;
  #frames = 0;
  #sequence = 0;
  /** Since the last look: CPU, bytes, bytes copied; cells, since they pass 2^30. */
  readonly #sums = new Float64Array(3);
  #pinnedPeakBytes = 0;
  #ended: Promise<void> = Promise.resolve();

  constructor(stack: AsyncDisposableStack, parts: Parts) {
    this.#stack = stack;
    this.#parts = parts;
    const { bytes } = parts.reader;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  cycle(meter: Meter): Moved {
    const { reader } = this.#parts;
    const copiedBefore = reader.copiedBytes;
    this.#order(MESSAGE_FRAMES);
    meter.start();
    const startNs = this.#clock.threadCpuNs();
    const wrong = this.#readMessage(MESSAGE_FRAMES, { isFull: false });
    const tookNs = this.#clock.threadCpuNs() - startNs;
    meter.stop();
    this.#sums[0]! += tookNs;
    this.#sums[1]! += MESSAGE_BYTES;
    this.#sums[2]! += reader.copiedBytes - copiedBefore;
    this.#parts.farm.waitDone();
    const moved = { operations: 1, bytes: this.#frames * FRAME_BYTES_MAX };
    return wrong === undefined ? moved : { ...moved, void: wrong };
  }

  /** A shorter message of which every byte is checked. */
  verify(): string | undefined {
    this.#order(VERIFIED_FRAMES);
    const wrong = this.#readMessage(VERIFIED_FRAMES, { isFull: true });
    this.#parts.farm.waitDone();
    return wrong;
  }

  takeExtra(): Record<string, number> {
    const [cpuNs, bytes, copiedBytes] = this.#sums;
    const pinnedPeakBytes = this.#pinnedPeakBytes;
    this.#sums.fill(0);
    this.#pinnedPeakBytes = 0;
    if (!bytes) return {};
    return {
      cpuNsPerKib: cpuNs! / (bytes / 1024),
      copiesPerByte: copiedBytes! / bytes,
      pinnedPeakBytes,
    };
  }

  [Symbol.dispose](): void {
    this.#clock[Symbol.dispose]();
    this.#ended = this.#stack.disposeAsync();
  }

  ended(): Promise<void> {
    return this.#ended;
  }

  #order(frames: number): void {
    this.#frames = 0;
    this.#parts.farm.write({
      connections: [0],
      payloadBytes: FRAME_BYTES_MAX,
      framed: true,
      repeat: frames,
    });
  }

  /** Takes frame by frame. Returns what was wrong, if anything. */
  #readMessage(
    frames: number,
    { isFull }: { readonly isFull: boolean },
  ): string | undefined {
    const { reader, source } = this.#parts;
    let wrong: string | undefined;
    while (this.#frames < frames) {
      const outcome = reader.next();
      if (outcome === DATA) {
        this.#pinnedPeakBytes = Math.max(this.#pinnedPeakBytes, source.pool.bytesOut);
        wrong ??= this.#judge({ isFull });
        this.#frames++;
        reader.commit();
      } else if (outcome === END || outcome === BROKEN) {
        return `the connection gave ${OUTCOME_NAMES[outcome]} (errno ${reader.errno})`;
      } else if (reader.wait(PATIENCE_MS) !== READY) {
        return `${this.#frames} of ${frames} frames came in time`;
      }
    }
    return wrong;
  }

  /** Length, order and both ends of a frame; or every byte. */
  #judge({ isFull }: { readonly isFull: boolean }): string | undefined {
    const { bytes, offset, length } = this.#parts.reader;
    if (length !== FRAME_BYTES_MAX) return `a frame has ${length} bytes, not ${FRAME_BYTES_MAX}`;
    const sequence = sequenceOf(this.#view, offset);
    if (sequence !== this.#sequence++) return `frame ${sequence} came out of its turn`;
    const expected = filling(0);
    const step = isFull ? 1 : length - MARKED_BYTES - 1;
    for (let at = offset + MARKED_BYTES; at < offset + length; at += step) {
      if (bytes[at] !== expected) return `byte ${at - offset} of a frame is not what was sent`;
    }
    return undefined;
  }
}

function metric(id: string, { title, unit }: { title: string; unit: string }): Metric {
  return { id, title, unit, evidence: "exact", better: "lower", per: "round" };
}
