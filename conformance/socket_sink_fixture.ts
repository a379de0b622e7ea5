/** What the fixtures of sinks share: a pair of sockets, and a pool that poisons what comes back. @module */
import { BufferPool } from "../lib/buffer_pool.ts";
import type { Probe, SinkTraits } from "../lib/implementation.ts";
import type { Sink } from "../lib/sink.ts";
import { type Accomplice, type Action, theAccomplice } from "./accomplice.ts";
import { Random } from "./random.ts";
import type { SinkFixture, SinkStartOptions, Transport } from "./sink_fixture.ts";
import type { SocketChannel, SocketPeer } from "./socket_channel.ts";
import type { AnyImplementation, FixtureOptions } from "./suite.ts";

const BUFFER_BYTES = 2048;
/** Beyond the cap: for those that a rule keeps for itself. */
const SPARE_BUFFERS = 64;

/**
 * So that a TCP connection is full by its window, and not by the segment that would not fit: then
 * room comes with reading, not with a timer of the kernel's, 200 ms at a time.
 */
export const RECEIVE_BUFFER_BYTES = 65_536;

/** A row whose instances are sinks. */
type SinkRow = AnyImplementation & { readonly traits: SinkTraits };

/** See {@linkcode SinkFixture}. A subclass makes the channel, and opens the row on it. */
export abstract class SocketSinkFixture<Row extends SinkRow> implements SinkFixture {
  readonly implementation: string;
  readonly traits: SinkTraits;
  readonly on: "kernel" | "fake";
  readonly seed: number;
  readonly random: Random;
  abstract readonly transports: readonly Transport[];
  abstract readonly transport: Transport;
  protected readonly row: Row;
  /** What disposal, and the next start, dispose. */
  protected stack = new DisposableStack();
  protected channel: SocketChannel | undefined;
  #pool: BufferPool | undefined;

  constructor({ id, implementation, on, seed }: FixtureOptions<Row>) {
    this.implementation = id;
    this.traits = implementation.traits;
    this.on = on;
    this.seed = seed;
    this.random = new Random(seed);
    this.row = implementation;
  }

  /** The sender's socket. */
  get fd(): number {
    return this.started().fd;
  }

  get peer(): SocketPeer {
    return this.started().peer;
  }

  get pool(): BufferPool {
    this.started();
    return this.#pool!;
  }

  abstract start(options: SinkStartOptions): void;

  probe(): Probe {
    return this.row.probe();
  }

  abstract open(): Sink;

  abstract content(sequence: number, payloadBytes: number): Uint8Array;

  abstract wire(payload: Uint8Array): Uint8Array;

  queuedBytes(): number {
    return this.started().queuedBytes();
  }

  accomplice(): Accomplice {
    return theAccomplice();
  }

  reading(): Action {
    const input = { fd: this.peer.fd };
    return { kind: "call", module: import.meta.resolve("./peer_act.ts"), input };
  }

  [Symbol.dispose](): void {
    const { stack } = this;
    this.stack = new DisposableStack();
    this.channel = undefined;
    stack.dispose();
  }

  /** The channel; started with nothing special where it was not. */
  protected started(): SocketChannel {
    if (this.channel === undefined) this.start({});
    return this.channel!;
  }

  /** Disposes what was, and makes the pool anew. */
  protected restart({ bufferBytes = BUFFER_BYTES }: SinkStartOptions): void {
    this[Symbol.dispose]();
    const bufferCount = this.traits.maxInFlight + SPARE_BUFFERS;
    const pool = new BufferPool({ bufferBytes, bufferCount, checked: true });
    this.#pool = this.stack.adopt(pool, takeBack);
  }
}

/** A rule that broke off left buffers out; the sinks before this are closed, so nobody has them. */
function takeBack(pool: BufferPool): void {
  for (let index = 0; index < pool.bufferCount; index++) pool.release(index);
  pool[Symbol.dispose]();
}
