/** One dump cycle: request, receive, parse, encode, send, for each family and protocol. @module */
import type { BufferPool } from "../../buffer_pool.ts";
import { CapReached, QueueFull, Unavailable } from "../../errors.ts";
import { SysError } from "../../../ffi/errno.ts";
import { type Clock, monotonicMs } from "../../host/waiter.ts";
import { CLOSED, DATA, EMPTY, OVERRUN, READY } from "../../outcome.ts";
import type { Sink } from "../../sink.ts";
import type { ReceiveSource } from "../receive/contract.ts";
import type { RecordEncoder } from "./encode.ts";
import { DUMP_DONE, DUMP_FAILED, DUMP_OVERRUN, DumpParser, NO_MORE } from "./parse.ts";
import type { DumpStarter } from "./request.ts";

/** How often a dump that the kernel broke off is started again. */
const ATTEMPTS_MAX = 3;
const REAP_COUNT = 64;

/** What {@linkcode DumpCycle} takes; all of it stays the caller's. */
export interface DumpCycleOptions {
  readonly requests: DumpStarter;
  /**
   * A receiver on the socket that the requests go out by. Of one that keeps no order, what the
   * last message of a dump has overtaken is awaited: see `ReceiveSource.settle`.
   */
  readonly source: ReceiveSource;
  /** Where the records go. Its pool needs more buffers than the sink takes before it is flushed. */
  readonly sink: Sink;
  readonly encoder: RecordEncoder;
  /** @default {the monotonic clock} */
  readonly clock?: Clock;
}

/** What one cycle did. */
export interface DumpCounts {
  /** Sockets encoded and handed to the sink. */
  records: number;
  /** Datagrams received. */
  datagrams: number;
  /** Bytes encoded. */
  encodedBytes: number;
  /** Dumps during which sockets changed (NLM_F_DUMP_INTR): some may be missing; start again. */
  interrupted: number;
  /** Dumps started again, since the kernel had lost messages. */
  restarted: number;
  /** Records that the sink gave back with an error. */
  failed: number;
}

/** Runs dump cycles with the same parts; nothing of its own is made per record. */
export class DumpCycle {
  readonly #requests: DumpStarter;
  readonly #source: ReceiveSource;
  readonly #sink: Sink;
  readonly #pool: BufferPool;
  readonly #encoder: RecordEncoder;
  readonly #clock: Clock;
  readonly #parser: DumpParser;
  readonly #payloads: readonly Uint8Array[];
  readonly #buffers = new Int32Array(REAP_COUNT);
  readonly #results = new Int32Array(REAP_COUNT);
  /** Whether a dump was given up: the kernel refuses another one until all of it is taken. */
  #unfinished = false;
  /** Whether the kernel lost messages of the dump that goes on. */
  #lost = false;
  #sequence = 0;
  #deadlineMs = 0;
  #counts: DumpCounts = noCounts();

  /** @throws {Unavailable} for a source that cannot say when it has handed out everything. */
  constructor(options: DumpCycleOptions) {
    if (typeof options.source.settle !== "function") {
      throw new Unavailable(
        "Cannot dump sockets by a receiver without settle(): it could end before its last part",
      );
    }
    this.#requests = options.requests;
    this.#source = options.source;
    this.#sink = options.sink;
    this.#pool = options.sink.pool;
    this.#encoder = options.encoder;
    this.#clock = options.clock ?? monotonicMs;
    this.#parser = new DumpParser(options.source.bytes);
    this.#payloads = Array.from(
      { length: this.#pool.bufferCount },
      (_, index) => this.#pool.bytes(index),
    );
  }

  /**
   * Dumps every target, and waits until the sink has sent all of it.
   *
   * After an error it may be run again: what is left of the dump is passed over first.
   *
   * @throws {Unavailable} when it takes longer than `timeoutMs`, or source or sink was closed.
   * @throws {SysError} when the kernel refuses a dump, or the destination is broken.
   * @throws {CorruptHeader} for an answer that makes no sense.
   */
  run(timeoutMs: number): DumpCounts {
    this.#counts = noCounts();
    this.#deadlineMs = this.#clock() + timeoutMs;
    if (this.#unfinished) this.#passOver();
    for (let index = 0; index < this.#requests.targets.length; index++) this.#dump(index);
    if (this.#sink.drain(this.#leftMs()) !== READY) this.#late("the destination does not take it");
    this.#reap();
    return this.#counts;
  }

  #dump(index: number): void {
    for (let attempt = 1; !this.#attempt(index); attempt++) {
      this.#counts.restarted++;
      if (attempt === ATTEMPTS_MAX) {
        throw new Unavailable(
          `Cannot dump sockets: the kernel lost messages ${attempt} times; use larger buffers`,
        );
      }
    }
  }

  /**
   * One dump, to its end: the kernel refuses another one before. Returns false when it lost a part;
   * what came of it was sent.
   */
  #attempt(index: number): boolean {
    const sequence = this.#sequence = (this.#sequence + 1) & 0x7fff_ffff;
    this.#parser.begin(sequence, this.#requests.targets[index]!.protocol);
    this.#lost = false;
    this.#unfinished = true;
    this.#requests.start(index, sequence);
    for (let isDone = false;;) {
      const outcome = this.#source.next();
      if (outcome === DATA) {
        this.#counts.datagrams++;
        const endsHere = this.#datagram();
        this.#source.commit();
        // what was sent before the end may come behind it
        if (endsHere && !this.#source.settle()) break;
        isDone ||= endsHere;
      } else if (outcome === OVERRUN) this.#lost = true;
      else if (outcome !== EMPTY) throw closed();
      else if (isDone) break;
      else this.#awaitDatagram();
    }
    this.#unfinished = false;
    if (this.#parser.interrupted) this.#counts.interrupted++;
    return !this.#lost;
  }

  /** Takes what is there: the kernel fills on with each datagram taken, so EMPTY is the end. */
  #passOver(): void {
    this.#source.commit(); // the datagram at which it failed
    do {
      for (let outcome = this.#source.next(); outcome !== EMPTY; outcome = this.#source.next()) {
        if (outcome === CLOSED) throw closed();
        this.#source.commit();
        if (this.#leftMs() <= 0) this.#late("the dump before has no end");
      }
    } while (this.#source.settle());
    this.#unfinished = false;
  }

  #awaitDatagram(): void {
    const outcome = this.#source.wait(this.#leftMs());
    if (outcome === CLOSED) throw closed();
    if (outcome !== READY) this.#late("the kernel does not answer");
  }

  /** Encodes what a datagram holds. Returns whether the dump is complete. */
  #datagram(): boolean {
    const { offset, length, truncated } = this.#source;
    if (truncated) {
      throw new RangeError("Cannot dump sockets: a datagram was cut; use larger buffers");
    }
    this.#parser.datagram(offset, length);
    for (;;) {
      const outcome = this.#parser.next();
      if (outcome === NO_MORE) return false;
      if (outcome === DUMP_DONE) return true;
      if (outcome === DUMP_FAILED) throw new SysError("dump sockets", this.#parser.errno);
      if (outcome === DUMP_OVERRUN) this.#lost = true;
      else this.#send();
    }
  }

  #send(): void {
    const buffer = this.#acquire();
    try {
      const length = this.#encoder.encode(this.#parser.record, this.#payloads[buffer]!, 0);
      while (!this.#offer(buffer, length)) {
        this.#sink.flush();
        this.#makeRoom();
      }
      this.#counts.records++;
      this.#counts.encodedBytes += length;
    } catch (error) {
      this.#pool.release(buffer); // the sink did not take it
      throw error;
    }
  }

  /** Whether the sink took it. */
  #offer(buffer: number, length: number): boolean {
    const { ledger } = this.#sink;
    const before = ledger.taken;
    try {
      this.#sink.send(buffer, 0, length);
    } catch (error) {
      // CapReached and QueueFull change nothing and say what to do; once per batch, not per record
      if (!(error instanceof CapReached || error instanceof QueueFull)) throw error;
    }
    return ledger.taken > before;
  }

  #acquire(): number {
    if (this.#pool.outstanding < this.#pool.bufferCount) return this.#pool.acquire();
    this.#sink.flush();
    while (this.#reap() === 0) this.#makeRoom();
    return this.#pool.acquire();
  }

  /** Waits until the sink gave something back, or has room. */
  #makeRoom(): void {
    if (this.#reap() > 0) return;
    const outcome = this.#sink.wait(this.#leftMs());
    if (outcome === CLOSED) throw new Unavailable("Cannot dump sockets: the sink was closed");
    if (outcome !== READY) this.#late("the destination does not take it");
    this.#reap();
  }

  /** Takes buffers back. Returns how many. */
  #reap(): number {
    let total = 0;
    for (;;) {
      const count = this.#sink.reap(this.#buffers, this.#results);
      for (let index = 0; index < count; index++) {
        this.#pool.release(this.#buffers[index]!);
        if (this.#results[index]! < 0) this.#counts.failed++;
      }
      total += count;
      if (count < REAP_COUNT) return total;
    }
  }

  #leftMs(): number {
    return this.#deadlineMs - this.#clock();
  }

  #late(what: string): never {
    throw new Unavailable(`Cannot finish the dump cycle in time: ${what}`);
  }
}

function closed(): Unavailable {
  return new Unavailable("Cannot dump sockets: the source was closed");
}

function noCounts(): DumpCounts {
  return { records: 0, datagrams: 0, encodedBytes: 0, interrupted: 0, restarted: 0, failed: 0 };
}
