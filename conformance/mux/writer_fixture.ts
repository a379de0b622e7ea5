/** What the rules of writers are given: bare writers, connections on real sockets, and peers. @module */
import type { OwnedFd } from "../../ffi/fd.ts";
import { direct } from "../../lib/mux/assembler/direct.ts";
import type { Probe } from "../../lib/implementation.ts";
import { MuxClient } from "../../lib/mux/client.ts";
import { Connection } from "../../lib/mux/connection.ts";
import type { ConnectionOptions } from "../../lib/mux/connection_options.ts";
import { MessagePool } from "../../lib/mux/message_pool.ts";
import { ringPooled } from "../../lib/mux/queue/ring_pooled.ts";
import type { Stream } from "../../lib/mux/stream.ts";
import { Transport } from "../../lib/mux/transport.ts";
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { SocketPair } from "../../lib/host/socket_pair.ts";
import { Random } from "../random.ts";
import { mustEqual } from "../rule.ts";
import type { FixtureOptions } from "../suite.ts";
import { RawPeer } from "./raw_peer.ts";
import { mustBecome, mustCome } from "./waiting.ts";
import { type RigOptions, WriterRig } from "./writer_rig.ts";
import type { WriterRow } from "./writer_row.ts";

/**
 * Room for all that a rule receives at once, and no more: V8 counts all of it as its own, and
 * collects garbage for what was mapped.
 */
const ARENA_BYTES = 16 * 1024 * 1024;

/** What a connection is made with: its own parts where nothing else is said. */
export interface EndOptions extends Partial<Omit<ConnectionOptions, "transport" | "pool">> {
  /** What carries it. @default {"unix"} */
  readonly socket?: "unix" | "tcp";
  /** Of its socket: the kernel doubles it and has a minimum. @default {the kernel's} */
  readonly sendBufferBytes?: number;
}

/** A connection in a rule's hands. */
export interface End {
  readonly connection: Connection;
  /** Its buffers, in checked mode. */
  readonly pool: MessagePool;
  readonly client: MuxClient;
}

/** Two connections over a pair of sockets; `near` opens the streams. */
export interface Connected extends End {
  readonly far: Connection;
  /** The streams that `far` was asked for. */
  readonly accepted: Stream[];
}

/** A connection, and a peer that speaks frame by frame. */
export interface Faced extends End {
  readonly peer: RawPeer;
  /** The streams that the peer asked for. */
  readonly accepted: Stream[];
}

/**
 * The writer, and what to build around it.
 *
 * Ownership: the fixture owns the rigs that it opened; connections end with the body they are for,
 * which breaks the rule when they do not, or when a buffer stays out.
 */
export class WriterFixture implements Disposable {
  /** `mux/writer/bounded`. */
  readonly implementation: string;
  readonly on: "kernel" | "fake";
  readonly traits: WriterTraits;
  /** The same seed makes the same check. */
  readonly seed: number;
  readonly random: Random;
  readonly row: WriterRow;
  readonly #options: FixtureOptions<WriterRow>;
  readonly #rigs: WriterRig[] = [];

  constructor(options: FixtureOptions<WriterRow>) {
    this.#options = options;
    this.implementation = options.id;
    this.on = options.on;
    this.row = options.implementation;
    this.traits = options.implementation.traits;
    this.seed = options.seed;
    this.random = new Random(options.seed);
  }

  probe(): Probe {
    return this.row.probe();
  }

  /** Opens a bare writer, which the fixture disposes. */
  open(options: RigOptions = {}): WriterRig {
    const rig = new WriterRig(this.row, options);
    this.#rigs.push(rig);
    return rig;
  }

  /** What the payload number `sequence` holds; no two are alike. */
  content(sequence: number, payloadBytes = 20): Uint8Array {
    const content = new Uint8Array(payloadBytes);
    let state = Math.imul(sequence + 1, 0x9e3779b1);
    for (let at = 0; at < payloadBytes; at++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      content[at] = state >>> 24;
    }
    return content;
  }

  /** Runs `body` with two connections, closes them, and looks at what is left. */
  async connected(
    options: EndOptions,
    body: (pair: Connected) => Promise<void>,
  ): Promise<void> {
    const { near, far } = openSockets(options);
    const [nearPool, farPool] = [openPool(), openPool()];
    const accepted: Stream[] = [];
    const connection = this.#connect(near, { ...options, pool: nearPool });
    const other = this.#connect(far, {
      ...options,
      pool: farPool,
      onStream: (stream) => void accepted.push(stream),
    });
    const client = this.#client(connection);
    const pair = { connection, far: other, pool: nearPool, client, accepted };
    await finish(() => body(pair), {
      connections: [connection, other],
      pools: [nearPool, farPool],
    });
    nearPool[Symbol.dispose]();
    farPool[Symbol.dispose]();
  }

  /** Runs `body` with a connection that faces a raw peer; with `serves` the peer opens streams. */
  async faced(
    { serves = false, ...options }: EndOptions & { readonly serves?: boolean },
    body: (faced: Faced) => Promise<void>,
  ): Promise<void> {
    const { near, far } = openSockets(options);
    using peer = new RawPeer(far);
    const pool = openPool();
    const accepted: Stream[] = [];
    const onStream = (stream: Stream) => void accepted.push(stream);
    const connection = this.#connect(near, { ...options, pool, ...(serves ? { onStream } : {}) });
    const client = this.#client(connection);
    await finish(() => body({ connection, pool, client, accepted, peer }), {
      connections: [connection],
      pools: [pool],
    });
    pool[Symbol.dispose]();
  }

  /** A connection on a socket of the rule's own, which becomes the connection's. */
  connect(socket: OwnedFd, options: EndOptions & { readonly pool: MessagePool }): Connection {
    return this.#connect(socket, options);
  }

  /** Runs `body` on a fixture of its own, for a check that is made many times. */
  async afresh(body: (fixture: WriterFixture) => void | Promise<void>): Promise<void> {
    using fixture = new WriterFixture(this.#options);
    await body(fixture);
  }

  [Symbol.dispose](): void {
    for (const rig of this.#rigs.splice(0)) rig[Symbol.dispose]();
  }

  #connect(socket: OwnedFd, options: EndOptions & { readonly pool: MessagePool }): Connection {
    const { socket: _kind, sendBufferBytes: _size, ...rest } = options;
    const { connect = (all: ConnectionOptions) => new Connection(all) } = this.row;
    const transport = new Transport(socket);
    return connect({
      writer: this.row,
      queue: ringPooled,
      assembler: direct,
      ...rest,
      transport,
    });
  }

  #client(connection: Connection): MuxClient {
    return this.row.client?.(connection) ?? new MuxClient(connection);
  }
}

/** A pool of the rule's own, to see what comes back. */
export function openPool(): MessagePool {
  return new MessagePool({ arenaBytes: ARENA_BYTES, checked: true });
}

/** Opens a pair as the options say. */
export function openSockets({ socket = "unix", sendBufferBytes }: EndOptions): SocketPair {
  return new SocketPair(socket, {
    ...(sendBufferBytes === undefined ? {} : { sendBufferBytes }),
  });
}

/** Runs a body and ends its connections; where it failed, how they end is not looked at. */
async function finish(body: () => Promise<void>, { connections, pools }: {
  readonly connections: readonly Connection[];
  readonly pools: readonly MessagePool[];
}): Promise<void> {
  try {
    await body();
  } catch (error) {
    for (const connection of connections) connection.close().catch(() => {});
    // those that still can end: what runs on would be taken for the next check's
    await mustBecome(() => connections.every(({ hasEnded }) => hasEnded), "").catch(() => {});
    throw error;
  }
  const closing = connections.map((connection) => connection.close());
  await mustCome(Promise.all(closing), "the connections close");
  for (const { outstanding, strayCount } of pools) {
    mustEqual(outstanding, { expected: 0, what: "buffers out after the close" });
    mustEqual(strayCount, { expected: 0, what: "releases of buffers that were not out" });
  }
}
