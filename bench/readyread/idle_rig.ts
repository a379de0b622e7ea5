/** The rig of idle connections: used once, idle, and read again while others are busy. @module */
import { Clock } from "../../ffi/clock.ts";
import { kernelObjectBytes } from "../../ffi/proc.ts";
import { DATA, EMPTY, OUTCOME_NAMES, READY } from "../../lib/outcome.ts";
import {
  DEFAULT_BUFFER_BYTES,
  type ReadImplementation,
  type ReadSource,
} from "../../lib/readyread/contract.ts";
import { ConnectionFarm } from "../../lib/readyread/fixture/connection_farm.ts";
import { connectionOf, filling, stampNs } from "../../lib/readyread/fixture/payload.ts";
import { Histogram } from "../histogram.ts";
import { NO_METER } from "../meter.ts";
import type { Meter, Moved, Placement, Rig, Worker } from "../scenario.ts";
import { collectedBytes, compareMemory } from "./idle_memory.ts";

export const BUSY_CONNECTIONS = 10;
export const IDLE_PAYLOAD_BYTES = 1024;
export const WRITE_EVERY_US = 50;
/** Payloads of a round. */
export const WRITES = 600;
/** Each third one goes to a connection that was idle. */
export const IDLE_EVERY = 3;
/** Of the idle ones, and of the payloads, so many are there in the check of the content. */
const VERIFIED_IDLE_MAX = 50;
const VERIFIED_WRITES = 100;
const SETTLE_MS = 5;
const PATIENCE_MS = 5000;

/** How many there are. */
export interface IdleRigOptions {
  readonly idle: number;
  readonly placement: Placement;
}

/** Sets up the rig; the caller disposes it. */
export async function openIdleRig(worker: Worker, options: IdleRigOptions): Promise<Rig> {
  if (worker.kind !== "implementation") throw new TypeError(`Cannot read by ${worker.kind}`);
  const { idle, placement: { peerCpu } } = options;
  const farm = await ConnectionFarm.open({
    count: idle + BUSY_CONNECTIONS,
    ...(peerCpu === undefined ? {} : { cpu: peerCpu }),
  });
  return new IdleRig({ farm, implementation: worker.implementation, idle });
}

interface Parts {
  readonly farm: ConnectionFarm;
  readonly implementation: ReadImplementation;
  readonly idle: number;
}

class IdleRig implements Rig {
  readonly #parts: Parts;
  readonly #clock = new Clock();
  readonly #histogram = new Histogram();
  #extra: Record<string, number> = {};
  #ended: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  cycle(meter: Meter): Moved {
    return this.#run(meter, { idle: this.#parts.idle, writes: WRITES, isFull: false });
  }

  /** A cycle over fewer idle connections that checks every byte. */
  verify(): string | undefined {
    const idle = Math.min(this.#parts.idle, VERIFIED_IDLE_MAX);
    return this.#run(NO_METER, { idle, writes: VERIFIED_WRITES, isFull: true }).void;
  }

  takeExtra(): Record<string, number> {
    const taken = this.#extra;
    this.#extra = {};
    return taken;
  }

  [Symbol.dispose](): void {
    this.#clock[Symbol.dispose]();
    this.#ended = this.#parts.farm[Symbol.asyncDispose]();
  }

  ended(): Promise<void> {
    return this.#ended;
  }

  /** A source of its own each time: what it comes to is counted from the bare descriptors. */
  #run(meter: Meter, { idle, writes, isFull }: {
    readonly idle: number;
    readonly writes: number;
    readonly isFull: boolean;
  }): Moved {
    const { farm, implementation } = this.#parts;
    const connections = idle + BUSY_CONNECTIONS;
    const bareBytes = collectedBytes();
    const kernelBytes = kernelObjectBytes();
    using source = implementation.open({ connectionsMax: connections });
    for (let index = 0; index < connections; index++) source.add(farm.fds[index]!);
    source.wait(0); // arms what is armed; looked at now, before anything else comes and goes
    const before = {
      anonymousBytes: bareBytes,
      kernelBytes: kernelObjectBytes() - kernelBytes,
      connections,
      hasRing: implementation.traits.ring === true,
    };
    const reader = new IdleReader(source, { clock: this.#clock, histogram: this.#histogram });
    const wrong = this.#use(reader, { connections, isFull });
    const held = compareMemory(source, before);
    reader.clear();
    farm.write({
      connections: plan({ idle, writes }),
      payloadBytes: IDLE_PAYLOAD_BYTES,
      intervalNs: WRITE_EVERY_US * 1e3,
    });
    meter.start();
    reader.read({ bytes: writes * IDLE_PAYLOAD_BYTES, busyFrom: idle, isFull });
    meter.stop();
    farm.waitDone();
    this.#extra = {
      ...held,
      latencyP50Ns: this.#histogram.count === 0 ? 0 : this.#histogram.quantile(0.5),
      latencyP99Ns: this.#histogram.count === 0 ? 0 : this.#histogram.quantile(0.99),
    };
    const fault = wrong ?? reader.fault({ payloads: writes, payloadBytes: IDLE_PAYLOAD_BYTES });
    const moved = { operations: writes, bytes: writes * IDLE_PAYLOAD_BYTES };
    return fault === undefined ? moved : { ...moved, void: fault };
  }

  /** Each connection gives a full buffer, as one does that had work before; then all are idle. */
  #use(reader: IdleReader, { connections, isFull }: {
    readonly connections: number;
    readonly isFull: boolean;
  }): string | undefined {
    const { farm } = this.#parts;
    const all = Int32Array.from({ length: connections }, (_, index) => index);
    farm.write({ connections: all, payloadBytes: DEFAULT_BUFFER_BYTES });
    reader.read({ bytes: connections * DEFAULT_BUFFER_BYTES, busyFrom: 0, isFull });
    farm.waitDone();
    reader.settle();
    return reader.fault({ payloads: connections, payloadBytes: DEFAULT_BUFFER_BYTES });
  }
}

/** To whom the child writes: the busy ones in turn, and between them the idle ones in turn. */
function plan({ idle, writes }: { idle: number; writes: number }): Int32Array<ArrayBuffer> {
  let [nextIdle, nextBusy] = [0, 0];
  return Int32Array.from(
    { length: writes },
    (_, index) =>
      index % IDLE_EVERY === 0 ? nextIdle++ % idle : idle + nextBusy++ % BUSY_CONNECTIONS,
  );
}

/** The loop of a reader: wait, take all, release each. */
class IdleReader {
  /** What came; cells, since these pass 2^30. */
  readonly #bytes = new Float64Array(1);
  readonly #source: ReadSource;
  readonly #clock: Clock;
  readonly #histogram: Histogram;
  readonly #view: DataView;
  #wrong = 0;
  #said: string | undefined;

  constructor(source: ReadSource, parts: {
    readonly clock: Clock;
    readonly histogram: Histogram;
  }) {
    this.#source = source;
    this.#clock = parts.clock;
    this.#histogram = parts.histogram;
    const { bytes } = source;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Forgets what came. */
  clear(): void {
    this.#bytes[0] = 0;
    this.#histogram.clear();
  }

  /**
   * Reads until so many bytes came. Connections below `busyFrom` are idle ones: each of their
   * payloads is timed from the stamp to here.
   */
  read({ bytes, busyFrom, isFull }: {
    readonly bytes: number;
    readonly busyFrom: number;
    readonly isFull: boolean;
  }): void {
    const source = this.#source;
    const endNs = this.#clock.monotonicNs() + PATIENCE_MS * 1e6;
    while (this.#bytes[0]! < bytes) {
      if (this.#clock.monotonicNs() > endNs) return;
      if (source.wait(PATIENCE_MS) !== READY) continue;
      for (let outcome = source.next(); outcome !== EMPTY; outcome = source.next()) {
        if (outcome !== DATA) {
          this.#said ??= `connection ${source.connection} gave ${OUTCOME_NAMES[outcome]}`;
          return;
        }
        if (source.connection < busyFrom) this.#time();
        if (isFull) this.#check();
        this.#bytes[0]! += source.length;
        source.commit();
      }
    }
  }

  /** Lets whatever is still to be done for idle connections be done. */
  settle(): void {
    this.#source.wait(SETTLE_MS);
    this.#source.commit();
  }

  /** What was wrong, if anything. */
  fault({ payloads, payloadBytes }: {
    readonly payloads: number;
    readonly payloadBytes: number;
  }): string | undefined {
    if (this.#said !== undefined) return this.#said;
    const [bytes] = this.#bytes;
    if (bytes !== payloads * payloadBytes) {
      return `${payloads} payloads of ${payloadBytes} bytes went, ${bytes} bytes came`;
    }
    return this.#wrong === 0 ? undefined : `${this.#wrong} reads were of another connection`;
  }

  /** Each is written whole, and again only much later: a read begins with a payload. */
  #time(): void {
    const { offset, connection } = this.#source;
    this.#histogram.record(this.#clock.monotonicNs() - stampNs(this.#view, offset));
    if (connectionOf(this.#view, offset) !== connection) this.#wrong++;
  }

  /** The last bytes of a read are filling, whatever its payload. */
  #check(): void {
    const { bytes, offset, length, connection } = this.#source;
    const expected = filling(connection);
    const end = offset + length;
    for (let at = Math.max(offset, end - IDLE_PAYLOAD_BYTES + 16); at < end; at++) {
      if (bytes[at] !== expected) {
        this.#wrong++;
        return;
      }
    }
  }
}
