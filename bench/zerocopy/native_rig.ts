/** The rig of TypeScript against C: both send the same memory, in turn, in one process. @module */
import { Clock } from "../../ffi/clock.ts";
import { NativeSend } from "../../ffi/native_send.ts";
import type { Backlog } from "../../lib/zerocopy/backlog.ts";
import type { ZerocopyImplementation } from "../../lib/zerocopy/contract.ts";
import { msgZerocopy } from "../../lib/zerocopy/msg_zerocopy.ts";
import { Replica } from "../../lib/zerocopy/replica.ts";
import { send } from "../../lib/zerocopy/send.ts";
import { NO_METER } from "../meter.ts";
import type { Meter, Moved, NativeSource, Placement, Rig, Worker } from "../scenario.ts";
import { replicate } from "./replicate.ts";
import { openBacklog } from "./sources.ts";
import { openWire, type Wire } from "./wires.ts";

/** What the loop in C is built from. */
export const ZEROCOPY_NATIVE: NativeSource = {
  file: "zerocopy.c",
  flags: [],
  cure: "install the C headers, such as `apt install libc6-dev linux-libc-dev`",
};

/** What one side sends in its turn: so many payloads, and so many bytes, at least. */
export const RUN_PAYLOADS = 64;
export const RUN_BYTES = 16 * 2 ** 20;
/** V8 compiles the loop for good after some 100,000 sends: small ones, before anything is timed. */
const WARM_UP_PAYLOAD_BYTES = 4096;
const WARM_UP_TURN_BYTES = 32 * 2 ** 20;
/** Zero copy at every size, wherever the peer is. */
const ASKS = { thresholdBytes: 0, loopback: "use" } as const;
const SENDERS: Readonly<Record<string, ZerocopyImplementation>> = {
  [send.name]: send,
  [msgZerocopy.name]: msgZerocopy,
};

/** What is sent, by which call, and over what. */
export interface NativeRigOptions {
  readonly wire: string;
  /** `send` or `msg_zerocopy`. */
  readonly call: string;
  readonly payloadBytes: number;
  /** Turns of a cycle, each one run of each side; 12 of them also warm the loop up. */
  readonly turns: number;
  readonly placement: Placement;
}

/**
 * Sets up the rig; the caller disposes it. Without a library the TypeScript side runs alone.
 *
 * @throws {RangeError} for a call that C has not.
 */
export async function openNativeRig(worker: Worker, options: NativeRigOptions): Promise<Rig> {
  const { call, payloadBytes, turns, wire: name, placement } = options;
  const implementation = worker.kind === "implementation" ? worker.implementation : SENDERS[call];
  if (implementation === undefined) throw new RangeError(`There is no loop in C for ${call}`);
  await using stack = new AsyncDisposableStack();
  const wire = stack.use(await openWire(name, placement));
  warmUp(implementation, { wire, turns });
  const backlog = stack.use(openBacklog("hot", payloadBytes));
  const { fd } = stack.use(wire.connect());
  const sink = implementation.open({ fd, pool: backlog.pool, ...ASKS });
  const replica = stack.use(new Replica(backlog, sink, { payloadBytes }));
  const native = worker.kind !== "native" ? undefined : stack.use(
    new NativeSend(worker.libraryPath, {
      fd: stack.use(wire.connect()).fd,
      address: backlog.pool.address(0),
      memoryBytes: backlog.blockBytes * backlog.pool.bufferCount,
      payloadBytes,
      zeroCopy: implementation.traits.asksZeroCopy,
    }),
  );
  const clock = stack.use(new Clock());
  return new NativeRig(stack.move(), {
    payloadBytes,
    turns,
    wire,
    backlog,
    replica,
    native,
    clock,
  });
}

/** Sends on a connection of its own, which it closes. @throws {Error} when that fails. */
function warmUp(
  implementation: ZerocopyImplementation,
  { wire, turns }: { readonly wire: Wire; readonly turns: number },
): void {
  using stack = new DisposableStack();
  const payloadBytes = WARM_UP_PAYLOAD_BYTES;
  const backlog = stack.use(openBacklog("hot", payloadBytes));
  const { fd } = stack.use(wire.connect());
  const sink = implementation.open({ fd, pool: backlog.pool, ...ASKS });
  const replica = stack.use(new Replica(backlog, sink, { payloadBytes }));
  const blocks = WARM_UP_TURN_BYTES / backlog.blockBytes;
  for (let turn = 0; turn < turns; turn++) {
    const fault = replicate(backlog, { replicas: [replica], blocks });
    if (fault !== undefined) throw new Error(`Cannot warm up: ${fault}`);
  }
}

interface Parts {
  readonly payloadBytes: number;
  readonly turns: number;
  readonly wire: Wire;
  readonly backlog: Backlog;
  readonly replica: Replica;
  readonly native: NativeSend | undefined;
  readonly clock: Clock;
}

class NativeRig implements Rig {
  readonly #stack: AsyncDisposableStack;
  readonly #parts: Parts;
  readonly #replicas: readonly Replica[];
  /** Logarithms of what TypeScript took over what C took, by thread and by process. */
  readonly #threadRatios: number[] = [];
  readonly #processRatios: number[] = [];
  readonly #runBytes: number;
  /** What the last run took of either clock. */
  #threadNs = 0;
  #processNs = 0;
  #fault: string | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(stack: AsyncDisposableStack, parts: Parts) {
    this.#stack = stack;
    this.#parts = parts;
    this.#replicas = [parts.replica];
    this.#runBytes = Math.max(RUN_BYTES, RUN_PAYLOADS * parts.payloadBytes);
  }

  async cycle(meter: Meter): Promise<Moved> {
    const { native, payloadBytes, turns, wire } = this.#parts;
    this.#fault = undefined;
    for (let turn = 0; turn < turns; turn++) {
      if (native === undefined) this.#runTypeScript(meter);
      else this.#compare(native, { meter, scriptFirst: turn % 2 === 0 });
    }
    const bytes = turns * this.#runBytes;
    const moved = { operations: bytes / payloadBytes, bytes };
    const wrong = this.#fault ?? await wire.fault();
    return wrong === undefined ? moved : { ...moved, void: wrong };
  }

  async verify(): Promise<string | undefined> {
    const { void: wrong } = await this.cycle(NO_METER);
    this.takeExtra();
    return wrong;
  }

  takeExtra(): Record<string, number> {
    if (this.#threadRatios.length === 0) return {};
    return {
      typeScriptOverC: Math.exp(medianOf(this.#threadRatios.splice(0))),
      typeScriptOverCProcess: Math.exp(medianOf(this.#processRatios.splice(0))),
    };
  }

  [Symbol.dispose](): void {
    this.#ended = this.#stack.disposeAsync();
  }

  ended(): Promise<void> {
    return this.#ended;
  }

  /** One run of each, in alternating order; only that of C is metered. */
  #compare(
    native: NativeSend,
    { meter, scriptFirst }: { readonly meter: Meter; readonly scriptFirst: boolean },
  ): void {
    if (scriptFirst) this.#runTypeScript(NO_METER);
    let [threadNs, processNs] = [this.#threadNs, this.#processNs];
    this.#runNative(native, meter);
    const [threadC, processC] = [this.#threadNs, this.#processNs];
    if (!scriptFirst) {
      this.#runTypeScript(NO_METER);
      [threadNs, processNs] = [this.#threadNs, this.#processNs];
    }
    this.#threadRatios.push(Math.log(threadNs / threadC));
    this.#processRatios.push(Math.log(processNs / processC));
  }

  #runTypeScript(meter: Meter): void {
    const { backlog } = this.#parts;
    const work = { replicas: this.#replicas, blocks: this.#runBytes / backlog.blockBytes };
    meter.start();
    this.#start();
    const fault = replicate(backlog, work);
    this.#stop();
    meter.stop();
    this.#fault ??= fault;
  }

  #runNative(native: NativeSend, meter: Meter): void {
    const payloads = this.#runBytes / this.#parts.payloadBytes;
    meter.start();
    this.#start();
    native.run(payloads);
    this.#stop();
    meter.stop();
  }

  #start(): void {
    this.#processNs = this.#parts.clock.processCpuNs();
    this.#threadNs = this.#parts.clock.threadCpuNs();
  }

  #stop(): void {
    const { clock } = this.#parts;
    this.#threadNs = clock.threadCpuNs() - this.#threadNs;
    this.#processNs = clock.processCpuNs() - this.#processNs;
  }
}

function medianOf(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
