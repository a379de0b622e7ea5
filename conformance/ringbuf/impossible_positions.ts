/** Positions that do not fit each other are an error, not an empty ring. @module */
import { readAll } from "../hold.ts";
import { holds, mustEqual, mustThrow, precondition, type Rule } from "../rule.ts";
import { payloads } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

export const impossiblePositions: Rule<RingbufFixture> = {
  id: "ringbuf/impossible_positions",
  paths: ["RB-25"],
  requirement: "A consumer position ahead of the producer, or behind it by more than the ring, " +
    "MUST throw CorruptHeader and be left as it is",
  source: "kernel/bpf/ringbuf.c: with the consumer ahead every reservation fails for good",
  killedBy: ["position_ahead_is_empty", "repairs_the_position"],
  on: "both",
  check(fixture) {
    const ahead = BigInt(fixture.capacityBytes) + 64n;
    checkConsumerAt(fixture, (producer) => producer + 8n);
    checkConsumerAt(fixture, (producer) => producer + ahead);
    checkConsumerAt(fixture, (producer) => producer - ahead);
    return holds();
  },
};

/** The record in the ring is real; the consumer position alone is moved, as anybody may. */
function checkConsumerAt(
  fixture: RingbufFixture,
  place: (producer: bigint) => bigint,
): void {
  fixture.start({});
  fixture.produce(payloads(1, 32));
  const { producer } = fixture.positions();
  const consumer = BigInt.asUintN(64, place(producer));
  fixture.setConsumer(consumer);
  precondition(fixture.positions().consumer === consumer, "the consumer position cannot be moved");
  using source = fixture.open();
  for (const again of ["the first read", "the second read"]) {
    mustThrow(() => readAll(source), {
      name: "CorruptHeader",
      what: `${again} with the consumer ${BigInt.asIntN(64, consumer - producer)} bytes ahead`,
    });
  }
  mustEqual(fixture.positions(), {
    expected: { consumer, producer },
    what: "the positions afterwards",
  });
}
