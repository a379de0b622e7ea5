/** What was produced was delivered, discarded or refused: by the producer's count and by ours. @module */
import { READY } from "../../lib/outcome.ts";
import type { AnySource } from "../../lib/source.ts";
import { readAll } from "../hold.ts";
import { holds, must, mustEqual, precondition, type Rule } from "../rule.ts";
import type { Payload, SourceFixture } from "../source_fixture.ts";

const ROUNDS = 30;
const BATCH_MAX = 120;
const PATIENCE_MS = 500;

export const conservation: Rule<SourceFixture> = {
  id: "shared/conservation",
  paths: ["X10", "X14", "RB-16", "RB-37"],
  requirement: "Delivered, discarded and refused MUST add up to what was produced, each payload " +
    "whole and in order",
  source: "https://docs.kernel.org/bpf/ringbuf.html",
  killedBy: ["skips_a_record", "delivers_twice", "swaps_neighbours", "cuts_long_payloads"],
  on: "both",
  check(fixture) {
    const source = fixture.open();
    let sequence = 0;
    let attempts = 0;
    let delivered = 0;
    let deliveredBytes = 0;
    let shown = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const batch = randomBatch(fixture);
      attempts += batch.length;
      const accepted = fixture.produceEach(batch);
      const limit = Math.min(fixture.random.pick([1, 3, 1000]), mostAtOnce(fixture.traits));
      const expected = survivors(fixture, { batch, accepted, from: sequence });
      sequence += accepted.filter(Boolean).length;
      for (let index = 0; index < expected.length;) {
        const received = readAll(source, { limit });
        if (received.payloads.length === 0 && comesLater(fixture, source)) continue;
        must(received.payloads.length > 0, {
          expected: `${expected.length - index} more payloads in round ${round}`,
          actual: "none",
        });
        for (const bytes of received.payloads) {
          mustEqual(bytes, { expected: expected[index], what: `payload ${index} of ${round}` });
          index++;
          delivered++;
          deliveredBytes += bytes.length;
        }
        shown += received.discards;
      }
      // discarded payloads behind the last one
      shown += readAll(source).discards;
    }
    checkTotals(fixture, { attempts, delivered, deliveredBytes, shown });
    const { ledger } = source;
    mustEqual([ledger.delivered, ledger.released], {
      expected: [delivered, delivered],
      what: "delivered and released in the ledger",
    });
    mustEqual(ledger.discarded, { expected: fixture.tally().discarded, what: "ledger.discarded" });
    return holds();
  },
};

/** A socket's kernel may still be at it when the payload was sent: then a wait ends. */
function comesLater(fixture: SourceFixture, source: AnySource): boolean {
  return !fixture.keepsPlace && source.wait(PATIENCE_MS) === READY;
}

/** A cursor that does not copy keeps what it handed out until the read is over. */
function mostAtOnce({ copies, maxInFlight }: SourceFixture["traits"]): number {
  return copies ? Infinity : maxInFlight;
}

function checkTotals(fixture: SourceFixture, read: {
  readonly attempts: number;
  readonly delivered: number;
  readonly deliveredBytes: number;
  readonly shown: number;
}): void {
  const { submitted, submittedBytes, discarded, refused } = fixture.tally();
  precondition(refused > 0, "nothing was refused");
  precondition(discarded > 0 || !fixture.canDiscard, "nothing was discarded");
  mustEqual([read.delivered, read.deliveredBytes], {
    expected: [submitted, submittedBytes],
    what: "payloads and bytes delivered",
  });
  mustEqual(read.attempts, {
    expected: submitted + discarded + refused,
    what: "submitted, discarded and refused in all",
  });
  mustEqual(read.shown, {
    expected: fixture.traits.discardsVisible ? discarded : 0,
    what: "discarded payloads shown",
  });
  mustEqual(fixture.occupiedBytes(), { expected: 0, what: "bytes kept in the end" });
}

function randomBatch(fixture: SourceFixture): readonly Payload[] {
  const { random } = fixture;
  return Array.from({ length: random.integer(1, BATCH_MAX) }, () => ({
    payloadBytes: random.pick([0, 1, 7, 8, 9, 64, random.integer(0, 300)]),
    discard: random.next() < 0.2 && fixture.canDiscard,
  }));
}

/** The contents that a reader must get, in order. */
function survivors(fixture: SourceFixture, options: {
  readonly batch: readonly Payload[];
  readonly accepted: readonly boolean[];
  readonly from: number;
}): readonly Uint8Array[] {
  const { batch, accepted, from } = options;
  return batch.filter((_, index) => accepted[index])
    .map((payload, index) => ({ payload, sequence: from + index }))
    .filter(({ payload }) => payload.discard !== true)
    .map(({ payload, sequence }) => fixture.content(sequence, payload.payloadBytes));
}
