/** What the shared rules of the Sink role are given; each path provides it for its own sinks. @module */
import type { BufferPool } from "../lib/buffer_pool.ts";
import type { Probe, SinkTraits } from "../lib/implementation.ts";
import type { Sink } from "../lib/sink.ts";
import type { Accomplice, Action } from "./accomplice.ts";
import type { Random } from "./random.ts";

/** What a sink sends over. */
export type Transport = "unix_datagram" | "unix_stream" | "udp" | "tcp";

/** How the channel is made; for {@linkcode SinkFixture.start}. */
export interface SinkStartOptions {
  /** @default {the first of `transports`} */
  readonly transport?: Transport;
  /** SO_SNDBUF, so that a peer who does not read is felt soon. @default {the kernel's} */
  readonly sendBufferBytes?: number;
  /** The size of a buffer of the pool. @default {2048} */
  readonly bufferBytes?: number;
}

/** The other end: a real socket, read and closed by the rule. */
export interface Peer {
  /**
   * Takes what has arrived: whole datagrams, or pieces of the stream as they come. Never blocks;
   * `limit` is the most reads.
   */
  receive(limit?: number): readonly Uint8Array[];
  /** Closes its end: what is sent from then on fails. */
  close(): void;
}

/**
 * A fresh socket pair, its peer, a pool of buffers, and the implementation to send with.
 *
 * Ownership: the fixture owns the sockets, the pool and whatever {@linkcode open} returned;
 * disposing it disposes all. What fails because of harness or host throws HarnessFault or Denied.
 */
export interface SinkFixture extends Disposable {
  /** `netlink/send_uring`. */
  readonly implementation: string;
  readonly traits: SinkTraits;
  readonly on: "kernel" | "fake";
  /** The same seed makes the same check. */
  readonly seed: number;
  readonly random: Random;
  /** What this implementation can send over. */
  readonly transports: readonly Transport[];
  /** What the channel is made of now. */
  readonly transport: Transport;
  /** In checked mode: a buffer is poisoned as soon as it is released. */
  readonly pool: BufferPool;
  readonly peer: Peer;
  /** Makes the channel anew; done by the first use where a rule asks for nothing special. */
  start(options: SinkStartOptions): void;
  /** What the implementation says of this host. */
  probe(): Probe;
  /** Opens an instance on the channel. */
  open(): Sink;
  /** What the payload number `sequence` holds; no two are alike. */
  content(sequence: number, payloadBytes: number): Uint8Array;
  /** What the peer must see of a payload: itself, behind its length where the sink frames it. */
  wire(payload: Uint8Array): Uint8Array;
  /** Bytes sent and not yet taken by the peer, as the kernel counts them: SIOCOUTQ. */
  queuedBytes(): number;
  /** Does things from another thread while this one blocks. Started by its first use. */
  accomplice(): Accomplice;
  /** {@linkcode Peer.receive}, thrown away, as something that the accomplice can do. */
  reading(): Action;
}

/** Whether payloads run into one stream of bytes. */
export function isStream(transport: Transport): boolean {
  return transport === "unix_stream" || transport === "tcp";
}
