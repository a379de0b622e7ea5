/** What the shared rules of the Source role are given; each path provides it for its own sources. @module */
import type { Probe, Traits } from "../lib/implementation.ts";
import type { AnySource } from "../lib/source.ts";
import type { Accomplice, Action } from "./accomplice.ts";
import type { Random } from "./random.ts";

/** A payload to produce. */
export interface Payload {
  readonly payloadBytes: number;
  /** The producer throws it away after having reserved its place. */
  readonly discard?: boolean;
  /** Whether it wakes a sleeping reader; `adaptive` is what producers do by default. */
  readonly wakeup?: "adaptive" | "none" | "force";
}

/** What the producer's side counted, by itself, since the channel was made. */
export interface Tally {
  /** Payloads submitted: what a reader gets. */
  readonly submitted: number;
  /** Bytes of those payloads. */
  readonly submittedBytes: number;
  /** Payloads discarded by the producer. */
  readonly discarded: number;
  /** Payloads for which there was no room. */
  readonly refused: number;
}

/** How the channel is made; for {@linkcode SourceFixture.start}. */
export interface StartOptions {
  /** @default {4096, or the size of a page where that is larger} */
  readonly capacityBytes?: number;
  /** Where its 64-bit counters start; on the fake only. @default {0n} */
  readonly position?: bigint;
}

/**
 * A fresh channel, its producer, and the implementation to read it with.
 *
 * Ownership: the fixture owns the channel and whatever {@linkcode open} returned; disposing it
 * disposes both. Methods that fail because of the harness or the host throw HarnessFault or Denied.
 */
export interface SourceFixture extends Disposable {
  /** `ringbuf/copy`. */
  readonly implementation: string;
  readonly traits: Traits;
  readonly on: "kernel" | "fake";
  /** The same seed makes the same check. */
  readonly seed: number;
  readonly random: Random;
  /**
   * Whether what is in hand keeps its place in the channel, and its producer waiting: a ring does,
   * a socket whose payloads are received into buffers does not.
   */
  readonly keepsPlace: boolean;
  /** Whether the producer can discard what it has reserved. */
  readonly canDiscard: boolean;
  /** The size of the channel, headers included. */
  readonly capacityBytes: number;
  /** Makes the channel; done by the first use where a rule does not ask for something special. */
  start(options: StartOptions): void;
  /** What the implementation says of this host. */
  probe(): Probe;
  /** Opens an instance; views are in checked mode unless told otherwise. */
  open(options?: { readonly checked: boolean }): AnySource;
  /** Bytes that one payload takes from the channel, header and padding included. */
  footprintBytes(payloadBytes: number): number;
  /**
   * Produces in order; returns how many were accepted, discarded ones counted in. After one that
   * was refused the rest is still tried.
   */
  produce(payloads: readonly Payload[]): number;
  /** The same; returns for each whether it was accepted. */
  produceEach(payloads: readonly Payload[]): readonly boolean[];
  /** Produces payloads of one size until one is refused; returns how many were accepted. */
  fill(payloadBytes: number): number;
  /** What the payload number `sequence` (of those accepted, from 0) holds. */
  content(sequence: number, payloadBytes: number): Uint8Array;
  /** Bytes of the channel that the producer cannot use now, from the channel's own counters. */
  occupiedBytes(): number;
  /**
   * Makes the channel forget a wake-up whose payloads were all read and released, as a kernel does
   * by itself. To be called before a wait that shall block.
   */
  settle(): void;
  /** The producer's own counts. */
  tally(): Tally;
  /** Does things from another thread while this one blocks. Started by its first use. */
  accomplice(): Accomplice;
  /** {@linkcode produce} as something that the accomplice can do. */
  producing(payloads: readonly Payload[]): Action;
}

/** `count` payloads of one size. */
export function payloads(count: number, payloadBytes: number): readonly Payload[] {
  return Array.from({ length: count }, () => ({ payloadBytes }));
}
