/** The rig of bulk sends: every record to the kernel and its buffer back; that is measured. @module */
import { recvmmsg } from "../../lib/netlink/receive/recvmmsg.ts";
import type { ReceiveSource } from "../../lib/netlink/receive/contract.ts";
import type { SendImplementation } from "../../lib/netlink/send/contract.ts";
import { BufferPool } from "../../lib/buffer_pool.ts";
import { READY } from "../../lib/outcome.ts";
import { fillPattern, sealOffset } from "../../lib/ringbuf/fixture/record.ts";
import type { Sink } from "../../lib/sink.ts";
import { cursorConsumer } from "../consumers/cursor.ts";
import { type Consumer, SEQUENCE } from "../consumers/tally.ts";
import type { Meter, Moved, Rig, Worker } from "../scenario.ts";
import { FILL_RECORDS, judgeTally, openBulkPair, verifyEach } from "./bulk.ts";

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
  for (let index = 0; index < batch; index++) fillPattern(pool.bytes(index));
  const implementation: SendImplementation = worker.implementation;
  const sink = implementation.open({ fd: pair.near.fd, kind: "datagram", pool, batch });
  stack.defer(() => closeSink(sink));
  const source = stack.use(recvmmsg.open({ fd: pair.far.fd, bufferBytes, batch: 256 }));
  const consumer = stack.use(cursorConsumer(source, { depth: "touch", commitEvery: 256 }));
  return new SendRig(stack.move(), { ...options, sink, source, consumer });
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
  readonly sink: Sink;
  /** Reads the far end, outside of every meter. */
  readonly source: ReceiveSource;
  readonly consumer: Consumer;
}

class SendRig implements Rig {
  readonly #stack: DisposableStack;
  readonly #parts: Parts;
  readonly #words: Int32Array<ArrayBuffer>;
  readonly #buffers: Int32Array<ArrayBuffer>;
  readonly #results: Int32Array<ArrayBuffer>;
  #sequence = 0;

  constructor(stack: DisposableStack, parts: Parts) {
    this.#stack = stack;
    this.#parts = parts;
    const { buffer, byteOffset } = parts.sink.pool.bytes(0);
    this.#words = new Int32Array(buffer, byteOffset, (parts.batch * parts.payloadBytes) >> 2);
    this.#buffers = new Int32Array(parts.batch);
    this.#results = new Int32Array(parts.batch);
  }

  cycle(meter: Meter): Moved {
    const { consumer, payloadBytes } = this.#parts;
    meter.start();
    const failed = this.#send();
    meter.stop();
    consumer.drain();
    const moved = judgeTally(consumer.tally, { records: FILL_RECORDS, payloadBytes });
    return failed === 0 ? moved : { ...moved, void: `${failed} sends failed` };
  }

  verify(): string | undefined {
    const { consumer: { tally }, source, payloadBytes } = this.#parts;
    const sequence = this.#sequence;
    const failed = this.#send();
    if (failed > 0) return `${failed} sends failed`;
    tally[SEQUENCE] = this.#sequence;
    return verifyEach(source, { records: FILL_RECORDS, payloadBytes, sequence });
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }

  /** Batch by batch, each until its last buffer is back. Returns how many sends failed. */
  #send(): number {
    const { batch } = this.#parts;
    let failed = 0;
    for (let sent = 0; sent < FILL_RECORDS; sent += batch) failed += this.#batch();
    return failed;
  }

  #batch(): number {
    const { sink, batch, payloadBytes } = this.#parts;
    const { pool } = sink;
    const seal = sealOffset(payloadBytes) >> 2;
    for (let index = 0; index < batch; index++) {
      const buffer = pool.acquire();
      const word = (buffer * payloadBytes) >> 2;
      const sequence = this.#sequence;
      this.#words[word] = sequence;
      this.#words[word + 1] = 0;
      this.#words[word + seal] = ~sequence;
      this.#words[word + seal + 1] = -1;
      this.#sequence = (sequence + 1) | 0;
      if (sink.send(buffer, 0, payloadBytes) !== payloadBytes) pool.release(buffer);
    }
    sink.flush();
    return this.#takeBack();
  }

  #takeBack(): number {
    const { sink } = this.#parts;
    let failed = 0;
    while (sink.pool.outstanding > 0) {
      const count = sink.reap(this.#buffers, this.#results);
      for (let index = 0; index < count; index++) {
        sink.pool.release(this.#buffers[index]!);
        if (this.#results[index]! < 0) failed++;
      }
      if (count === 0 && sink.drain(DRAIN_LIMIT_MS) !== READY) {
        throw new Error("Cannot go on: sends did not end in time");
      }
    }
    return failed;
  }
}
