/** The rig of the crossover: bisects to the payload size where an implementation overtakes send. @module */
import { Clock } from "../../ffi/clock.ts";
import type { ZerocopyImplementation } from "../../lib/zerocopy/contract.ts";
import { send } from "../../lib/zerocopy/send.ts";
import type { Replica } from "../../lib/zerocopy/replica.ts";
import type { Backlog } from "../../lib/zerocopy/backlog.ts";
import type { Meter, Moved, Placement, Rig, Worker } from "../scenario.ts";
import { findCrossover, type Trial } from "./bisect.ts";
import { SenderFigures } from "./figures.ts";
import { replicate } from "./replicate.ts";
import { openReplica } from "./rig.ts";
import { openBacklog } from "./sources.ts";
import { openWire, type Wire } from "./wires.ts";

/** Paired runs at each size: where nothing differs, 10 of them agree once in 85 times. */
export const TRIALS = 11;
const TRIAL_BYTES = 4 * 2 ** 20;
const BLOCK_BYTES = 2 ** 20;

/** What is compared, and over what. */
export interface CrossoverRigOptions {
  readonly source: string;
  /** Paired runs at each size. */
  readonly trials: number;
  readonly placement: Placement;
}

/** Sets up the rig; the caller disposes it. */
export async function openCrossoverRig(
  worker: Worker,
  { source, trials, placement }: CrossoverRigOptions,
): Promise<Rig> {
  if (worker.kind !== "implementation") throw new TypeError(`Cannot replicate by ${worker.kind}`);
  await using stack = new AsyncDisposableStack();
  const wire = stack.use(await openWire("lab", placement));
  const backlogs = [0, 1].map(() => stack.use(openBacklog(source, BLOCK_BYTES)));
  const clock = stack.use(new Clock());
  const { implementation } = worker;
  return new CrossoverRig(stack.move(), { wire, backlogs, clock, implementation, trials });
}

interface Parts {
  readonly trials: number;
  readonly wire: Wire;
  /** One for send, one for the other. */
  readonly backlogs: readonly Backlog[];
  readonly clock: Clock;
  readonly implementation: ZerocopyImplementation;
}

class CrossoverRig implements Rig {
  readonly #stack: AsyncDisposableStack;
  readonly #parts: Parts;
  /** Of the implementation, not of send. */
  readonly #figures: SenderFigures;
  #bytes = 0;
  #fault: string | undefined;
  #extra: Record<string, number> = {};
  #ended: Promise<void> = Promise.resolve();

  constructor(stack: AsyncDisposableStack, parts: Parts) {
    this.#stack = stack;
    this.#parts = parts;
    this.#figures = new SenderFigures([], parts.backlogs[1]!);
  }

  async cycle(meter: Meter): Promise<Moved> {
    this.#bytes = 0;
    this.#fault = undefined;
    meter.start();
    const { lowBytes, highBytes, bytes } = findCrossover((size) => this.#try(size));
    meter.stop();
    const { notCopiedShare, transferNs, bufferBackNs, pinnedPeakBytes } = this.#figures.take();
    this.#extra = {
      ...{ notCopiedShare, transferNs, bufferBackNs, pinnedPeakBytes },
      crossoverLowBytes: lowBytes,
      crossoverHighBytes: highBytes,
      ...(bytes === undefined ? {} : { crossoverBytes: bytes }),
    };
    const wrong = this.#fault ?? await this.#parts.wire.fault();
    const moved = { operations: 1, bytes: this.#bytes };
    return wrong === undefined ? moved : { ...moved, void: wrong };
  }

  async verify(): Promise<string | undefined> {
    this.#try(64 * 1024);
    this.#figures.take();
    return this.#fault ?? await this.#parts.wire.fault();
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

  /** Paired runs at one size, each sender on a fresh connection that one run warmed up. */
  #try(payloadBytes: number): Trial {
    using stack = new DisposableStack();
    const replicas = [send, this.#parts.implementation].map((implementation, index) => {
      const { fd } = stack.use(this.#parts.wire.connect());
      const backlog = this.#parts.backlogs[index]!;
      return stack.use(openReplica(implementation, { backlog, fd, payloadBytes }));
    });
    this.#figures.watch([replicas[1]!.sink]);
    for (const index of replicas.keys()) this.#run(replicas, index);
    const logRatios = Array.from({ length: this.#parts.trials }, (_, trial) => {
      const first = trial % 2;
      const costs = [0, 0];
      for (const index of [first, 1 - first]) costs[index] = this.#run(replicas, index);
      return Math.log(costs[1]! / costs[0]!);
    });
    return { payloadBytes, logRatios };
  }

  /** CPU of the thread for one run of a replica, in nanoseconds. */
  #run(replicas: readonly Replica[], index: number): number {
    const { backlogs, clock } = this.#parts;
    const own = {
      replicas: [replicas[index]!],
      blocks: TRIAL_BYTES / BLOCK_BYTES,
      onPump: () => this.#figures.sample(), // for both alike
    };
    const startNs = clock.threadCpuNs();
    this.#fault ??= replicate(backlogs[index]!, own);
    this.#bytes += TRIAL_BYTES;
    return clock.threadCpuNs() - startNs;
  }
}
