/** A ring and its producer, kernel or fake, as the fixture drives them. @module */
import type { Ring } from "../../lib/ringbuf/contract.ts";
import type { ScriptRecord } from "../../lib/ringbuf/fixture/script.ts";
import type { Action } from "../accomplice.ts";
import type { Payload, Tally } from "../source_fixture.ts";
import type { Positions, Reservation } from "./fixture.ts";

/** Ownership: owns the ring, the producer and its own mappings of both. */
export interface Channel extends Disposable {
  readonly ring: Ring;
  produce(payloads: readonly Payload[]): readonly boolean[];
  producing(payloads: readonly Payload[]): Action;
  tally(): Tally;
  positions(): Positions;
  settle(): void;
  setConsumer(position: bigint): void;
  setProducer(position: bigint): void;
  setHeader(position: bigint, header: number): void;
  reserve(payloadBytes: number): Reservation | undefined;
  submit(reservation: Reservation, options: { readonly discard: boolean }): void;
}

const WAKEUPS = { adaptive: "auto", none: "none", force: "force" } as const;

/** A payload as our producers have it. */
export function toRecord(payload: Payload): ScriptRecord {
  const { payloadBytes, discard = false, wakeup = "adaptive" } = payload;
  return { payloadBytes, action: discard ? "discard" : "submit", wakeup: WAKEUPS[wakeup] };
}
