/** What the rules of the ringbuf path are given: a fresh ring, its producer, and its insides. @module */
import type { Ring } from "../../lib/ringbuf/contract.ts";
import type { AnySource } from "../../lib/source.ts";
import type { SourceFixture } from "../source_fixture.ts";

/** Where a ring's reader and producer are, in bytes since it was made. */
export interface Positions {
  readonly consumer: bigint;
  readonly producer: bigint;
}

/** A record reserved and not yet submitted; on the fake only. */
export interface Reservation {
  /** Where its header is, in bytes since the ring was made. */
  readonly position: bigint;
  readonly payloadBytes: number;
}

/** The fixture of ringbuf rules. */
export interface RingbufFixture extends SourceFixture {
  readonly ring: Ring;
  /** Opens an instance on a ring other than {@linkcode ring}; the fixture owns it too. */
  openOn(ring: Ring): AnySource;
  /** Read through a mapping of the fixture's own. */
  positions(): Positions;
  /** Moves the consumer position, as anybody who maps the ring may. */
  setConsumer(position: bigint): void;
  /** Fake only: moves the producer position, as a corrupted ring would have it. */
  setProducer(position: bigint): void;
  /** Fake only: overwrites the 32-bit length word of the header at `position`. */
  setHeader(position: bigint, header: number): void;
  /** Fake only: reserves a record and leaves it BUSY; undefined when there is no room. */
  reserve(payloadBytes: number): Reservation | undefined;
  /** Fake only: submits or discards what was reserved. */
  submit(reservation: Reservation, options?: { readonly discard: boolean }): void;
}
