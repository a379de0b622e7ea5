/** Where the time of a dump cycle goes: clocks around requests, receiver, encoder and sender. @module */
import type { Clock } from "../../ffi/clock.ts";
import type { BufferPool } from "../../lib/buffer_pool.ts";
import type { SourceLedger } from "../../lib/ledger.ts";
import { RecordEncoder } from "../../lib/netlink/dump/encode.ts";
import type { DumpStarter, DumpTarget } from "../../lib/netlink/dump/request.ts";
import type { SocketRecord } from "../../lib/netlink/dump/socket_record.ts";
import type { ReceiveSource } from "../../lib/netlink/receive/contract.ts";
import type { Outcome } from "../../lib/outcome.ts";
import type { Sink } from "../../lib/sink.ts";
import type { SinkLedger } from "../../lib/sink_ledger.ts";

/** Nanoseconds in a part, summed by its clock. */
export class Stopwatch {
  readonly #clock: Clock;
  readonly #cells = new Float64Array(2);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(): void {
    this.#cells[1] = this.#clock.monotonicNs();
  }

  stop(): void {
    this.#cells[0]! += this.#clock.monotonicNs() - this.#cells[1]!;
  }

  /** The sum since the last call. */
  take(): number {
    const sum = this.#cells[0]!;
    this.#cells[0] = 0;
    return sum;
  }
}

/** Requests with a clock around each: the kernel fills the first answer inside of it. */
export class TimedRequests implements DumpStarter {
  readonly targets: readonly DumpTarget[];
  readonly #requests: DumpStarter;
  readonly #watch: Stopwatch;

  constructor(requests: DumpStarter, watch: Stopwatch) {
    this.targets = requests.targets;
    this.#requests = requests;
    this.#watch = watch;
  }

  start(index: number, sequence: number): void {
    this.#watch.start();
    this.#requests.start(index, sequence);
    this.#watch.stop();
  }
}

/** A receiver with a clock around what asks the kernel. Borrows it. */
export class TimedSource implements ReceiveSource {
  readonly #source: ReceiveSource;
  readonly #watch: Stopwatch;

  constructor(source: ReceiveSource, watch: Stopwatch) {
    this.#source = source;
    this.#watch = watch;
  }

  get bytes(): Uint8Array {
    return this.#source.bytes;
  }

  get offset(): number {
    return this.#source.offset;
  }

  get length(): number {
    return this.#source.length;
  }

  get truncated(): boolean {
    return this.#source.truncated;
  }

  get remaining(): number {
    return this.#source.remaining;
  }

  get ledger(): SourceLedger {
    return this.#source.ledger;
  }

  get closeFd(): number {
    return this.#source.closeFd;
  }

  get flushFd(): number {
    return this.#source.flushFd;
  }

  next(): Outcome {
    this.#watch.start();
    const outcome = this.#source.next();
    this.#watch.stop();
    return outcome;
  }

  wait(timeoutMs: number): Outcome {
    this.#watch.start();
    const outcome = this.#source.wait(timeoutMs);
    this.#watch.stop();
    return outcome;
  }

  settle(): boolean {
    this.#watch.start();
    const more = this.#source.settle();
    this.#watch.stop();
    return more;
  }

  commit(): void {
    this.#watch.start();
    this.#source.commit();
    this.#watch.stop();
  }

  close(): void {
    this.#source.close();
  }

  view(): Uint8Array {
    return this.#source.view();
  }

  [Symbol.dispose](): void {}
}

/** A sender with a clock around all it does. Borrows it. */
export class TimedSink implements Sink {
  readonly #sink: Sink;
  readonly #watch: Stopwatch;

  constructor(sink: Sink, watch: Stopwatch) {
    this.#sink = sink;
    this.#watch = watch;
  }

  get pool(): BufferPool {
    return this.#sink.pool;
  }

  get ledger(): SinkLedger {
    return this.#sink.ledger;
  }

  get closeFd(): number {
    return this.#sink.closeFd;
  }

  send(bufferIndex: number, offsetBytes: number, payloadBytes: number): number {
    this.#watch.start();
    try {
      return this.#sink.send(bufferIndex, offsetBytes, payloadBytes);
    } finally {
      this.#watch.stop();
    }
  }

  flush(): void {
    this.#watch.start();
    this.#sink.flush();
    this.#watch.stop();
  }

  reap(buffers: Int32Array, results: Int32Array): number {
    this.#watch.start();
    const count = this.#sink.reap(buffers, results);
    this.#watch.stop();
    return count;
  }

  wait(timeoutMs: number): Outcome {
    this.#watch.start();
    const outcome = this.#sink.wait(timeoutMs);
    this.#watch.stop();
    return outcome;
  }

  drain(timeoutMs: number): Outcome {
    this.#watch.start();
    const outcome = this.#sink.drain(timeoutMs);
    this.#watch.stop();
    return outcome;
  }

  close(timeoutMs: number): void {
    this.#sink.close(timeoutMs);
  }

  [Symbol.dispose](): void {}
}

/** An encoder with a clock around each record. */
export class TimedEncoder extends RecordEncoder {
  readonly #watch: Stopwatch;

  constructor(options: { readonly delimited: boolean }, watch: Stopwatch) {
    super(options);
    this.#watch = watch;
  }

  override encode(record: SocketRecord, target: Uint8Array, offset: number): number {
    this.#watch.start();
    const length = super.encode(record, target, offset);
    this.#watch.stop();
    return length;
  }
}
