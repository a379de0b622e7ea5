/** The loop that sends numbered records: each batch until its last buffer is back. @module */
import { READY } from "../../lib/outcome.ts";
import { fillPattern, sealOffset } from "../../lib/ringbuf/fixture/record.ts";
import type { Sink } from "../../lib/sink.ts";

const LIMIT_MS = 1000;

/** How it sends. */
export interface SendLoopOptions {
  readonly batch: number;
  /** A multiple of 8, at least 24: that of the buffers in the sink's pool. */
  readonly payloadBytes: number;
}

/** Sends through a sink whose pool has a buffer for each record of a batch. Borrows the sink. */
export class SendLoop {
  readonly #sink: Sink;
  readonly #options: SendLoopOptions;
  readonly #words: Int32Array<ArrayBuffer>;
  readonly #buffers: Int32Array<ArrayBuffer>;
  readonly #results: Int32Array<ArrayBuffer>;
  #sequence = 0;

  constructor(sink: Sink, options: SendLoopOptions) {
    const { batch, payloadBytes } = options;
    this.#sink = sink;
    this.#options = options;
    for (let index = 0; index < batch; index++) fillPattern(sink.pool.bytes(index));
    const { buffer, byteOffset } = sink.pool.bytes(0);
    this.#words = new Int32Array(buffer, byteOffset, (batch * payloadBytes) >> 2);
    this.#buffers = new Int32Array(batch);
    this.#results = new Int32Array(batch);
  }

  /** The number of the next record. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Sends whole batches until `records` are sent. Returns how many of them failed. */
  run(records: number): number {
    let failed = 0;
    for (let sent = 0; sent < records; sent += this.#options.batch) failed += this.#batch();
    return failed;
  }

  #batch(): number {
    const { batch, payloadBytes } = this.#options;
    const sink = this.#sink;
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
      while (sink.send(buffer, 0, payloadBytes) === 0) this.#awaitRoom();
    }
    sink.flush();
    return this.#takeBack();
  }

  #awaitRoom(): void {
    if (this.#sink.wait(LIMIT_MS) !== READY) throw new Error("Cannot go on: nobody reads");
  }

  #takeBack(): number {
    const sink = this.#sink;
    let failed = 0;
    while (sink.pool.outstanding > 0) {
      const count = sink.reap(this.#buffers, this.#results);
      for (let index = 0; index < count; index++) {
        sink.pool.release(this.#buffers[index]!);
        if (this.#results[index]! < 0) failed++;
      }
      if (count === 0 && sink.drain(LIMIT_MS) !== READY) {
        throw new Error("Cannot go on: sends did not end in time");
      }
    }
    return failed;
  }
}
