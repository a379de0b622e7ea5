/** A memfd laid out like a BPF ring buffer, and a producer in this process. @module */
import { type FakeReservation, FakeRing } from "../../lib/ringbuf/fixture/fake_ring.ts";
import { RingPositions } from "../../lib/ringbuf/fixture/positions.ts";
import type { Action } from "../accomplice.ts";
import { HarnessFault } from "../rule.ts";
import type { Payload, Tally } from "../source_fixture.ts";
import type { FakeAct } from "./act_fake.ts";
import { type Channel, toRecord } from "./channel.ts";
import type { Positions, Reservation } from "./fixture.ts";

/** The fake's channel. What an accomplice produces is not in its tally. */
export class FakeChannel implements Channel {
  readonly ring: FakeRing;
  readonly #positions: RingPositions;
  readonly #stack: DisposableStack;
  readonly #reserved = new Map<bigint, FakeReservation>();

  constructor(options: { readonly capacityBytes: number; readonly position: bigint }) {
    using stack = new DisposableStack();
    const { capacityBytes, position } = options;
    this.ring = stack.use(FakeRing.open(capacityBytes, { startPosition: position }));
    this.#positions = stack.use(new RingPositions(this.ring));
    this.#stack = stack.move();
  }

  produce(payloads: readonly Payload[]): readonly boolean[] {
    return this.ring.run(payloads.map(toRecord)).accepted;
  }

  producing(payloads: readonly Payload[]): Action {
    const { fd, pollFd, sizeBytes, nextSequence } = this.ring;
    const records = payloads.map(toRecord);
    const input: FakeAct = { fd, pollFd, sizeBytes, nextSequence, records };
    this.ring.nextSequence += payloads.length;
    return { kind: "call", module: import.meta.resolve("./act_fake.ts"), input };
  }

  tally(): Tally {
    const { submitted, submittedBytes, discarded, dropped } = this.ring.counts();
    return { submitted, submittedBytes, discarded, refused: dropped };
  }

  positions(): Positions {
    const { consumer, producer } = this.#positions;
    return { consumer, producer };
  }

  settle(): void {
    this.ring.settle();
  }

  setConsumer(position: bigint): void {
    this.ring.setConsumer(position);
  }

  setProducer(position: bigint): void {
    this.ring.setProducer(position);
  }

  setHeader(position: bigint, header: number): void {
    this.ring.corruptHeader(position, header);
  }

  reserve(payloadBytes: number): Reservation | undefined {
    const reservation = this.ring.reserve(payloadBytes);
    if (reservation) this.#reserved.set(reservation.position, reservation);
    return reservation;
  }

  submit(reservation: Reservation, options: { readonly discard: boolean }): void {
    const { position } = reservation;
    const own = this.#reserved.get(position);
    if (!own) throw new HarnessFault(`Cannot submit the record at ${position}: it is not reserved`);
    this.#reserved.delete(position);
    this.ring.commit(own, options);
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }
}
