/** The rig of bulk sends: every record to the kernel and its buffer back; that is measured. @module */
import { recvmmsg } from "../../lib/netlink/receive/recvmmsg.ts";
import type { ReceiveSource } from "../../lib/netlink/receive/contract.ts";
import type { SendImplementation } from "../../lib/netlink/send/contract.ts";
import { BufferPool } from "../../lib/buffer_pool.ts";
import type { Sink } from "../../lib/sink.ts";
import { cursorConsumer } from "../consumers/cursor.ts";
import { type Consumer, SEQUENCE } from "../consumers/tally.ts";
import type { Meter, Moved, Rig, Worker } from "../scenario.ts";
import { FILL_RECORDS, judgeTally, openBulkPair, verifyEach } from "./bulk.ts";
import { SendLoop } from "./send_loop.ts";

const DRAIN_LIMIT_MS = 1000;

/** What is sent, and how. */
export interface SendRigOptions {
  readonly batch: number;
  readonly payloadBytes: number;
}

/** Sets up the rig; the caller disposes it. */
export function openSendRig(worker: Worker, options: SendRigOptions): Rig {
  if (worker.kind !== "implementation") throw new TypeError(`Cannot send by ${worker.kind}`);
  using stack = new DisposableStack();
  const pair = stack.use(openBulkPair());
  const { payloadBytes: bufferBytes, batch } = options;
  const pool = stack.use(new BufferPool({ bufferBytes, bufferCount: batch }));
  const implementation: SendImplementation = worker.implementation;
  const sink = implementation.open({ fd: pair.near.fd, kind: "datagram", pool, batch });
  stack.defer(() => closeSink(sink));
  const source = stack.use(recvmmsg.open({ fd: pair.far.fd, bufferBytes, batch: 256 }));
  const consumer = stack.use(cursorConsumer(source, { depth: "touch", commitEvery: 256 }));
  const loop = new SendLoop(sink, options);
  return new SendRig(stack.move(), { ...options, loop, source, consumer });
}

/** Disposes a sink, and gives what it had back to its pool. */
export function closeSink(sink: Sink): void {
  const buffers = new Int32Array(sink.pool.bufferCount);
  const results = new Int32Array(sink.pool.bufferCount);
  sink.close(DRAIN_LIMIT_MS);
  for (let count = 1; count > 0;) {
    count = sink.reap(buffers, results);
    for (let index = 0; index < count; index++) sink.pool.release(buffers[index]!);
  }
  sink[Symbol.dispose]();
}

interface Parts extends SendRigOptions {
  readonly loop: SendLoop;
  /** Reads the far end, outside of every meter. */
  readonly source: ReceiveSource;
  readonly consumer: Consumer;
}

class SendRig implements Rig {
  readonly #stack: DisposableStack;
  readonly #parts: Parts;

  constructor(stack: DisposableStack, parts: Parts) {
    this.#stack = stack;
    this.#parts = parts;
  }

  cycle(meter: Meter): Moved {
    const { consumer, payloadBytes, loop } = this.#parts;
    meter.start();
    const failed = loop.run(FILL_RECORDS);
    meter.stop();
    consumer.drain();
    const moved = judgeTally(consumer.tally, { records: FILL_RECORDS, payloadBytes });
    return failed === 0 ? moved : { ...moved, void: `${failed} sends failed` };
  }

  verify(): string | undefined {
    const { consumer: { tally }, source, payloadBytes, loop } = this.#parts;
    const { sequence } = loop;
    const failed = loop.run(FILL_RECORDS);
    if (failed > 0) return `${failed} sends failed`;
    tally[SEQUENCE] = loop.sequence;
    return verifyEach(source, { records: FILL_RECORDS, payloadBytes, sequence });
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }
}
