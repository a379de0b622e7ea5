/** The most that can be in flight is refused by its own name, and refusing changes nothing. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import type { Sink } from "../../lib/sink.ts";
import { Broken, holds, must, mustEqual, type Rule, show } from "../rule.ts";
import { SinkDriver } from "../sink_driver.ts";
import type { SinkFixture } from "../sink_fixture.ts";

const PAYLOAD_BYTES = 32;
/** Refusals in a row. */
const REFUSALS = 3;

export const capRefuses: Rule<SinkFixture, SinkTraits> = {
  id: "sink/cap_refuses",
  paths: ["X3", "UR-2"],
  requirement:
    "With the declared maximum in flight, and not before, a send MUST throw CapReached " +
    "and take nothing; a full queue is another thing, which a flush MUST mend",
  source: "https://man7.org/linux/man-pages/man7/io_uring.7.html",
  killedBy: ["queue_full_is_the_cap", "cap_is_silent"],
  on: "kernel",
  exempt: ({ maxInFlight }) => maxInFlight === Infinity ? "it declares no maximum" : undefined,
  check(fixture) {
    const { maxInFlight } = fixture.traits;
    using sink = fixture.open();
    const driver = new SinkDriver(fixture, sink);
    const buffers: number[] = [];
    while (buffers.length < maxInFlight) buffers.push(take(fixture, { sink, at: buffers.length }));
    mustEqual(sink.ledger.inFlight, { expected: maxInFlight, what: "sends in flight at the cap" });
    const extra = fixture.pool.acquire();
    for (let again = 0; again < REFUSALS; again++) mustRefuse(sink, extra);
    sink.flush();
    mustRefuse(sink, extra); // a flush mends a full queue, not the cap
    mustEqual([sink.ledger.taken, sink.ledger.inFlight], {
      expected: [maxInFlight, maxInFlight],
      what: "sends taken and in flight after refusals",
    });
    reapAll(fixture, { sink, buffers });
    fixture.pool.release(extra);
    driver.send(fixture.content(maxInFlight, PAYLOAD_BYTES));
    driver.finish();
    return holds();
  },
};

/** One more send that nobody reaps; the peer reads, so that the socket is never the reason. */
function take(fixture: SinkFixture, options: { readonly sink: Sink; readonly at: number }): number {
  const { sink, at } = options;
  const index = fixture.pool.acquire();
  fixture.pool.bytes(index).set(fixture.content(at, PAYLOAD_BYTES));
  for (let tries = 0; tries < 1000; tries++) {
    try {
      if (sink.send(index, 0, PAYLOAD_BYTES) === PAYLOAD_BYTES) return index;
    } catch (error) {
      const isFull = error instanceof Error && error.name === "QueueFull";
      must(isFull, {
        expected: `at most QueueFull with ${at} of ${fixture.traits.maxInFlight} in flight`,
        actual: show(error),
      });
    }
    sink.flush();
    fixture.peer.receive();
  }
  throw new Broken(`room for send ${at}, the peer having read all`, "none");
}

function mustRefuse(sink: Sink, index: number): void {
  const before = { ...sink.ledger };
  let result: unknown;
  try {
    result = sink.send(index, 0, PAYLOAD_BYTES);
  } catch (error) {
    must(error instanceof Error && error.name === "CapReached", {
      expected: "CapReached at the maximum",
      actual: show(error),
    });
    mustEqual({ ...sink.ledger }, { expected: before, what: "the ledger after a refusal" });
    return;
  }
  throw new Broken("CapReached at the maximum", `returned ${show(result)}`);
}

function reapAll(fixture: SinkFixture, options: {
  readonly sink: Sink;
  readonly buffers: readonly number[];
}): void {
  const { sink, buffers } = options;
  const [indices, results] = [new Int32Array(buffers.length), new Int32Array(buffers.length)];
  const left = new Set(buffers);
  for (let tries = 0; left.size > 0 && tries < 1000; tries++) {
    sink.drain(2);
    fixture.peer.receive();
    const count = sink.reap(indices, results);
    for (const index of indices.subarray(0, count)) {
      must(left.delete(index), { expected: "each buffer back once", actual: `${index} again` });
      fixture.pool.release(index);
    }
  }
  mustEqual(left.size, { expected: 0, what: "buffers still out once the cap was reaped" });
}
