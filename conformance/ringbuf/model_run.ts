/** Runs steps on a real ring and on the model side by side, and compares after each. @module */
import fc from "fast-check";
import { CLOSED, DATA, DISCARDED, EMPTY, OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { AnySource, CursorSource } from "../../lib/source.ts";
import { isLease, isVisitor, withCursor } from "../hold.ts";
import { must, mustEqual } from "../rule.ts";
import type { Payload } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";
import { type ModelRecord, RingModel } from "./ring_model.ts";

/** One step of a run. */
export type Step =
  | { readonly do: "produce"; readonly payloads: readonly Payload[] }
  | { readonly do: "read"; readonly count: number }
  | { readonly do: "commit" }
  | { readonly do: "close" };

/** Sizes at every rounding, and now and then one that takes much of a page. */
const sizes = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 40 }) },
  { weight: 2, arbitrary: fc.integer({ min: 41, max: 600 }) },
  { weight: 1, arbitrary: fc.integer({ min: 601, max: 3000 }) },
);

/** A payload, one in four discarded. */
export const anyPayload: fc.Arbitrary<Payload> = fc.record({
  payloadBytes: sizes,
  discard: fc.integer({ min: 0, max: 3 }).map((value) => value === 3),
});

const produceStep = fc.array(anyPayload, { minLength: 1, maxLength: 12 })
  .map((payloads): Step => ({ do: "produce", payloads }));
const readStep = fc.integer({ min: 1, max: 12 }).map((count): Step => ({ do: "read", count }));

/** Steps of a run that never closes. */
export const openSteps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: produceStep },
    { weight: 4, arbitrary: readStep },
    { weight: 3, arbitrary: fc.constant<Step>({ do: "commit" }) },
  ),
  { minLength: 1, maxLength: 24 },
);

/** Steps of which some close the reader, with a few behind it. */
export const anySteps: fc.Arbitrary<readonly Step[]> = fc.tuple(
  openSteps,
  fc.option(fc.array(fc.oneof(readStep, fc.constant<Step>({ do: "commit" })), { maxLength: 3 })),
).map(([steps, tail]) => tail === null ? steps : [...steps, { do: "close" }, ...tail]);

/** A reader, and the model that says what it must do. */
export class ModelRun {
  readonly #fixture: RingbufFixture;
  readonly #source: AnySource;
  readonly #model: RingModel;
  readonly #base: bigint;
  #closed = false;

  /** Takes the ring as it was started, with nothing in it. */
  constructor(fixture: RingbufFixture, source: AnySource) {
    const { capacityBytes, traits } = fixture;
    this.#fixture = fixture;
    this.#source = source;
    this.#model = new RingModel(traits, { capacityBytes });
    this.#base = fixture.positions().consumer;
  }

  /** Does one step and compares. */
  do(step: Step): void {
    if (step.do === "produce") this.#produce(step.payloads);
    else if (step.do === "read") this.#read(step.count);
    else if (step.do === "commit") this.#commit();
    else this.#close();
    this.#compare(step);
  }

  #produce(payloads: readonly Payload[]): void {
    const consumer = this.#consumer();
    const expected = payloads.map(({ payloadBytes, discard = false }) => {
      const footprintBytes = this.#fixture.footprintBytes(payloadBytes);
      return this.#model.produce({ footprintBytes, payloadBytes, discard }, consumer);
    });
    mustEqual(this.#fixture.produceEach(payloads), { expected, what: "records that found room" });
  }

  #read(count: number): void {
    const source = this.#source;
    if (isVisitor(source)) return this.#visit(count);
    withCursor(source, (cursor) => {
      for (let taken = 0; taken < count && this.#next(cursor); taken++);
    });
    if (!isLease(source)) return;
    const { scopeEnd } = this.#fixture.traits;
    if (scopeEnd === "commit") this.#model.release();
    else if (scopeEnd === "rewind") this.#model.rewind();
  }

  /** One read; returns whether there may be another. */
  #next(cursor: CursorSource): boolean {
    if (this.#model.heldCount() >= this.#fixture.traits.maxInFlight) return false;
    const expected = this.#closed ? undefined : this.#model.read();
    const none = this.#closed ? CLOSED : EMPTY;
    const outcome = cursor.next();
    mustEqual(OUTCOME_NAMES[outcome], {
      expected: OUTCOME_NAMES[expected ? (expected.discard ? DISCARDED : DATA) : none],
      what: "a read",
    });
    if (expected && !expected.discard) this.#compareBytes(expected, cursor);
    return expected !== undefined;
  }

  #visit(limit: number): void {
    const source = this.#source;
    if (!isVisitor(source)) return;
    let visits = 0;
    const count = source.consume((offset, length) => {
      const expected = this.#model.read();
      must(expected !== undefined, { expected: "no visit", actual: `a visit of ${length} bytes` });
      this.#compareBytes(expected, { bytes: source.bytes, offset, length });
      visits++;
    }, limit);
    const nothing = this.#closed ? -CLOSED : 0;
    mustEqual(count, { expected: visits === 0 ? nothing : visits, what: "what consume returned" });
    if (visits === limit || this.#closed) return;
    const missed = this.#model.read();
    must(missed === undefined, { expected: `${visits + 1} visits or more`, actual: visits });
  }

  #commit(): void {
    if (isVisitor(this.#source)) return;
    withCursor(this.#source, (cursor) => cursor.commit());
    this.#model.release();
  }

  #close(): void {
    if (this.#fixture.traits.closeMode === "refuses_while_held" && this.#model.holds()) return;
    this.#source.close();
    this.#closed = true;
  }

  #compareBytes(expected: ModelRecord, actual: {
    readonly bytes: Uint8Array;
    readonly offset: number;
    readonly length: number;
  }): void {
    const { bytes, offset, length } = actual;
    const { sequence, payloadBytes } = expected;
    mustEqual(bytes.slice(offset, offset + length), {
      expected: this.#fixture.content(sequence, payloadBytes),
      what: `record ${sequence}`,
    });
  }

  #compare(step: Step): void {
    const { from, to } = this.#model.consumerRange();
    const consumer = this.#consumer();
    must(consumer >= from && consumer <= to, {
      expected: `the consumer position from ${from} to ${to} after ${step.do}`,
      actual: consumer,
    });
  }

  /** The consumer position, counted from where the run began; across the end of 64 bits too. */
  #consumer(): number {
    return Number(BigInt.asIntN(64, this.#fixture.positions().consumer - this.#base));
  }
}
