/** The rig of `ringbuf/workers`: a real ring, simulated holders, a simulated clock. @module */
import { BulkProducer } from "../../lib/ringbuf/fixture/bulk.ts";
import { openKernelRing } from "../../lib/ringbuf/fixture/ring_map.ts";
import { NO_METER } from "../meter.ts";
import type { Meter, Moved, Rig, Worker } from "../scenario.ts";
import type { Desk } from "./desk.ts";
import { openDesk } from "./desks.ts";

export const HOLDERS = 8;
export const PER_TICK = 4;
export const RECORD_BYTES = 256;
export const RING_BYTES = 64 * 1024;

/** Ticks of one cycle: the slowest record's stay several times over. */
const TICKS_MIN = 1000;

/** Sets up the rig; the caller disposes it. */
export function openWorkersRig(worker: Worker, options: { readonly slowTicks: number }): Rig {
  if (worker.kind !== "implementation") {
    throw new TypeError(`Cannot run ${worker.kind} as workers: there is no source to hold from`);
  }
  using stack = new DisposableStack();
  const ring = stack.use(openKernelRing(RING_BYTES));
  const producer = stack.use(BulkProducer.open(ring, { payloadBytes: RECORD_BYTES }));
  const { implementation } = worker;
  const source = stack.use(implementation.open({ ring }));
  const desk = openDesk(source, {
    traits: implementation.traits,
    holders: HOLDERS,
    slowTicks: options.slowTicks,
    payloadBytes: RECORD_BYTES,
    pauseAtBytes: RING_BYTES / 2,
  });
  return new WorkersRig(stack.move(), { producer, desk, slowTicks: options.slowTicks });
}

interface Parts {
  readonly producer: BulkProducer;
  readonly desk: Desk;
  readonly slowTicks: number;
}

class WorkersRig implements Rig {
  readonly #stack: DisposableStack;
  readonly #parts: Parts;
  #tick = 0;
  #extra: Record<string, number> = {};

  constructor(stack: DisposableStack, parts: Parts) {
    this.#stack = stack;
    this.#parts = parts;
  }

  cycle(meter: Meter): Moved {
    const { producer, desk, slowTicks } = this.#parts;
    const ticks = Math.max(TICKS_MIN, 3 * slowTicks);
    const before = { handled: desk.handled, dropped: 0, copied: desk.copiedBytes };
    let stallTicks = 0;
    let pinnedPeakBytes = 0;
    for (let tick = 0; tick < ticks; tick++) {
      const written = producer.fill(PER_TICK);
      if (written < PER_TICK) stallTicks++;
      before.dropped += PER_TICK - written;
      meter.start();
      desk.turn(this.#tick);
      meter.stop();
      this.#tick++;
      pinnedPeakBytes = Math.max(pinnedPeakBytes, desk.pinnedBytes());
    }
    const handled = desk.handled - before.handled;
    this.#extra = {
      handledPerTick: handled / ticks,
      dropped: before.dropped,
      stallTicks,
      pinnedPeakBytes,
      copiedBytes: desk.copiedBytes - before.copied,
    };
    return this.#check(handled);
  }

  /** A cycle checks the number of each record when it is taken and when it is given back. */
  verify(): string | undefined {
    return this.cycle(NO_METER).void;
  }

  takeExtra(): Record<string, number> {
    const taken = this.#extra;
    this.#extra = {};
    return taken;
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }

  #check(handled: number): Moved {
    const { desk, producer } = this.#parts;
    const moved = { operations: handled, bytes: handled * RECORD_BYTES };
    if (desk.wrong > 0) {
      return { ...moved, void: `${desk.wrong} records changed in their holder's hands` };
    }
    const { submitted } = producer.counts();
    if (desk.taken > submitted) {
      return { ...moved, void: `${desk.taken} records were taken, ${submitted} produced` };
    }
    return moved;
  }
}
