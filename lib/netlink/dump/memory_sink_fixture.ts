/** A sink that sends nowhere: it shows each payload to the test at once. @module */
import { EventFd } from "../../../ffi/eventfd.ts";
import type { BufferPool } from "../../buffer_pool.ts";
import { type Outcome, READY } from "../../outcome.ts";
import type { Sink } from "../../sink.ts";
import { SinkLedger } from "../../sink_ledger.ts";

/** Gives each buffer back with the next reap. */
export class MemorySink implements Sink {
  readonly pool: BufferPool;
  readonly ledger: SinkLedger = new SinkLedger();
  readonly #show: (bytes: Uint8Array) => void;
  readonly #done: [number, number][] = [];
  readonly #close: EventFd = new EventFd();

  constructor(pool: BufferPool, show: (bytes: Uint8Array) => void) {
    this.pool = pool;
    this.#show = show;
  }

  get closeFd(): number {
    return this.#close.fd;
  }

  send(bufferIndex: number, offsetBytes: number, payloadBytes: number): number {
    this.#show(this.pool.bytes(bufferIndex).slice(offsetBytes, offsetBytes + payloadBytes));
    this.#done.push([bufferIndex, payloadBytes]);
    this.ledger.taken++;
    return payloadBytes;
  }

  flush(): void {}

  reap(buffers: Int32Array, results: Int32Array): number {
    const taken = this.#done.splice(0, buffers.length);
    taken.forEach(([buffer, result], index) => {
      buffers[index] = buffer;
      results[index] = result;
    });
    this.ledger.returned += taken.length;
    return taken.length;
  }

  wait(): Outcome {
    return READY;
  }

  drain(): Outcome {
    return READY;
  }

  close(): void {}

  [Symbol.dispose](): void {
    this.#close[Symbol.dispose]();
  }
}
