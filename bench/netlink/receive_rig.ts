/** The rig of bulk receives: fill, then drain; the drain is measured. @module */
import type { ReceiveImplementation, ReceiveSource } from "../../lib/netlink/receive/contract.ts";
import { cursorConsumer } from "../consumers/cursor.ts";
import { type Consumer, SEQUENCE } from "../consumers/tally.ts";
import type { Meter, Moved, Rig, Worker } from "../scenario.ts";
import { FILL_RECORDS, judgeTally, openBulkPair, verifyEach } from "./bulk.ts";
import { Feeder } from "./feeder.ts";
import { openNativeReceiver } from "./native_row.ts";

/** What is received, and how. */
export interface ReceiveRigOptions {
  readonly batch: number;
  readonly payloadBytes: number;
}

/** Sets up the rig; the caller disposes it. */
export function openReceiveRig(worker: Worker, options: ReceiveRigOptions): Rig {
  using stack = new DisposableStack();
  const pair = stack.use(openBulkPair());
  const { payloadBytes, batch } = options;
  const near = { fd: pair.near.fd, payloadBytes, recordCount: FILL_RECORDS };
  const feeder = stack.use(new Feeder(near));
  const input = { fd: pair.far.fd, bufferBytes: payloadBytes, batch };
  if (worker.kind === "native") {
    const { libraryPath } = worker;
    const consumer = stack.use(openNativeReceiver({ libraryPath, ...input }));
    return new ReceiveRig(stack.move(), { ...options, feeder, consumer });
  }
  if (worker.kind === "floor") throw new TypeError(`Cannot receive by the floor ${worker.name}`);
  const implementation: ReceiveImplementation = worker.implementation;
  const source = stack.use(implementation.open(input));
  const consumer = stack.use(cursorConsumer(source, { depth: "touch", commitEvery: batch }));
  return new ReceiveRig(stack.move(), { ...options, feeder, consumer, source });
}

interface Parts extends ReceiveRigOptions {
  readonly feeder: Feeder;
  readonly consumer: Consumer;
  /** Undefined for the loop in C, which checks what `touch` checks. */
  readonly source?: ReceiveSource;
}

class ReceiveRig implements Rig {
  readonly #stack: DisposableStack;
  readonly #parts: Parts;

  constructor(stack: DisposableStack, parts: Parts) {
    this.#stack = stack;
    this.#parts = parts;
  }

  cycle(meter: Meter): Moved {
    const { consumer, feeder, payloadBytes } = this.#parts;
    const records = FILL_RECORDS;
    feeder.fill(records, consumer.tally[SEQUENCE]!);
    meter.start();
    consumer.drain();
    meter.stop();
    return judgeTally(consumer.tally, { records, payloadBytes });
  }

  verify(): string | undefined {
    const { consumer: { tally }, source, feeder, payloadBytes, consumer } = this.#parts;
    const sequence = tally[SEQUENCE]!;
    const records = FILL_RECORDS;
    feeder.fill(records, sequence);
    if (source === undefined) {
      consumer.drain();
      return judgeTally(tally, { records, payloadBytes }).void;
    }
    const wrong = verifyEach(source, { records, payloadBytes, sequence });
    tally[SEQUENCE] = sequence + records;
    return wrong;
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }
}
