/** The rig of mux/streams: every stream exchanges messages with an echo peer. @module */
import { Clock } from "../../ffi/clock.ts";
import { startEchoPeer } from "../../lib/mux/fixture/echo_peer.ts";
import { Histogram } from "../histogram.ts";
import { NO_METER } from "../meter.ts";
import type { Meter, Moved, Placement, Rig, Worker } from "../scenario.ts";
import { Exchanger, type ExchangeRun } from "./exchanger.ts";
import { type Line, openLine, peerCpuOf } from "./line.ts";
import { partsOf } from "./parts.ts";
import { Traffic } from "./traffic.ts";

/** Messages of a cycle: few enough that most see no collection of garbage. */
export const CYCLE_MESSAGES = 400;
export const LONE_MESSAGES = 50;
const VERIFIED_MESSAGES = 3;
/** Before anything is timed: until the code is compiled, which takes the peer's CPU too. */
export const WARM_UP_MS = 300;

/** How many streams, and what they send. */
export interface StreamsRigOptions {
  readonly streams: number;
  readonly payloadBytes: number;
  readonly placement: Placement;
}

/** Sets up the rig; the caller disposes it. */
export async function openStreamsRig(worker: Worker, options: StreamsRigOptions): Promise<Rig> {
  const parts = partsOf(worker);
  await using stack = new AsyncDisposableStack();
  const clock = stack.use(new Clock());
  const latency = new Histogram();
  const line = stack.use(
    await openLine(parts, {
      startPeer: (fd) =>
        startEchoPeer(fd, { credit: parts.writer.traits.credit, ...peerCpuOf(options.placement) }),
    }),
  );
  const { streams, payloadBytes } = options;
  const exchangers = Array.from({ length: streams }, () => {
    const { stream } = line.connection.open("echo");
    return new Exchanger(stream, { clock, latency, payloadBytes });
  });
  return new StreamsRig(stack.move(), { clock, line, latency, exchangers, payloadBytes });
}

interface Parts {
  readonly clock: Clock;
  readonly line: Line;
  readonly latency: Histogram;
  readonly exchangers: readonly Exchanger[];
  readonly payloadBytes: number;
}

class StreamsRig implements Rig {
  readonly #stack: AsyncDisposableStack;
  readonly #parts: Parts;
  readonly #traffic: Traffic;
  readonly #run: ExchangeRun;
  /** Messages a second of each cycle since the last look. */
  #rates: number[] = [];
  #ended: Promise<void> = Promise.resolve();

  constructor(stack: AsyncDisposableStack, parts: Parts) {
    this.#stack = stack;
    this.#parts = parts;
    this.#traffic = new Traffic(parts.line);
    const { length } = parts.exchangers;
    const count = length === 1 ? LONE_MESSAGES : Math.ceil(CYCLE_MESSAGES / length);
    this.#run = { count };
  }

  cycle(meter: Meter): Promise<Moved> {
    return this.#exchange(meter, this.#run);
  }

  /** A few messages of each stream, every byte of their echoes compared; then a warm-up. */
  async verify(): Promise<string | undefined> {
    const checked = await this.#exchange(NO_METER, { count: VERIFIED_MESSAGES, isFull: true });
    const endMs = performance.now() + WARM_UP_MS;
    while (performance.now() < endMs) await this.cycle(NO_METER);
    return checked.void;
  }

  takeExtra(): Record<string, number> {
    const { latency } = this.#parts;
    const rates = this.#rates.sort((a, b) => a - b);
    this.#rates = [];
    const traffic = this.#traffic.take();
    if (latency.count === 0) return {};
    const latencyP50Ns = latency.quantile(0.5);
    const latencyP99Ns = latency.quantile(0.99);
    latency.clear();
    const messagesPerSecond = rates[rates.length >> 1]!;
    return { messagesPerSecond, latencyP50Ns, latencyP99Ns, ...traffic };
  }

  [Symbol.dispose](): void {
    this.#ended = this.#stack.disposeAsync();
  }

  ended(): Promise<void> {
    return this.#ended;
  }

  async #exchange(meter: Meter, run: ExchangeRun): Promise<Moved> {
    const { clock, exchangers, payloadBytes } = this.#parts;
    meter.start();
    const startNs = clock.monotonicNs();
    await Promise.all(exchangers.map((exchanger) => exchanger.run(run)));
    const tookNs = clock.monotonicNs() - startNs;
    meter.stop();
    const operations = run.count * exchangers.length;
    this.#rates.push(operations / (tookNs / 1e9));
    const moved = { operations, bytes: operations * payloadBytes };
    const fault = exchangers.find(({ fault }) => fault !== undefined)?.fault;
    return fault === undefined ? moved : { ...moved, void: fault };
  }
}
