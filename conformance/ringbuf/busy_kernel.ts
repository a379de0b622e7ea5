/** In the kernel's own ring, too, a record still BUSY is nobody's. @module */
import { getAffinity } from "../../ffi/affinity.ts";
import { Clock } from "../../ffi/clock.ts";
import { type Outcome, OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { AnySource } from "../../lib/source.ts";
import { readAll } from "../hold.ts";
import { Denied, holds, must, mustEqual, precondition, type Rule } from "../rule.ts";
import { keptOn } from "./act_kernel.ts";
import type { RingbufFixture } from "./fixture.ts";
import { openSlowProducer, runSlowly } from "./slow_producer.ts";

/**
 * The reader's thread has to run while the producer's does, which is not sure on a loaded host: so
 * a few times, and then longer. The kernel ends a loop of 250 ms.
 */
const BUSY_MS = [30, 30, 30, 30, 30, 100, 100, 100, 100, 200, 200, 200, 200];
const WAIT_MS = 4;
const PAYLOAD_BYTES = 64;

export const busyKernel: Rule<RingbufFixture> = {
  id: "ringbuf/busy_kernel",
  paths: ["RB-23"],
  requirement:
    "A record that a BPF program has reserved and not yet submitted MUST NOT be handed " +
    "out or skipped, and a wait for it MUST keep its deadline",
  source: "https://docs.kernel.org/bpf/ringbuf.html",
  killedBy: ["hands_out_busy", "skips_busy"],
  on: "kernel",
  exempt: (traits) => traits.busy === "spin" ? "it spins until the record is submitted" : undefined,
  check(fixture) {
    const [own, other] = getAffinity();
    if (other === undefined) throw new Denied("two threads must run at once: 1 CPU");
    const source = fixture.open();
    source.wait(0);
    // The program lets nobody else on its CPU, in a kernel that does not preempt itself.
    using _kept = keptOn([own!]);
    const look = { source, producerCpu: other };
    const seen = BUSY_MS.some((busyMs) => mustWaitForBusy(fixture, { ...look, busyMs }));
    precondition(seen, "no look fell into the time in which a record was BUSY");
    mustEqual(fixture.occupiedBytes(), { expected: 0, what: "bytes kept in the end" });
    return holds();
  },
};

interface Look {
  readonly source: AnySource;
  readonly busyMs: number;
  readonly producerCpu: number;
}

/** Looks while a producer is at its record. False when that was not BUSY, or not all the time. */
function mustWaitForBusy(fixture: RingbufFixture, look: Look): boolean {
  const { source, busyMs, producerCpu } = look;
  using program = openSlowProducer(fixture.ring, { busyMs, payloadBytes: PAYLOAD_BYTES });
  const { producer } = fixture.positions();
  const { result } = fixture.accomplice().during(
    [{ when: 0, action: runSlowly(program, producerCpu) }],
    () => lookWhileBusy(fixture, { ...look, producer }),
  );
  const late = readAll(source).payloads;
  mustEqual(result.payloads.length + late.length, {
    expected: 1,
    what: "records read of the one that was BUSY and then submitted",
  });
  const record = result.payloads[0] ?? late[0]!;
  const isTooLate = result.doneNs > reservedNs(record) + busyMs * 1e6;
  if (!result.wasReserved || isTooLate) return false;
  mustEqual(result.payloads.length, { expected: 0, what: "BUSY records handed out" });
  must(result.outcome === "DEADLINE", {
    expected: "DEADLINE from a wait before a BUSY record",
    actual: result.outcome,
  });
  return true;
}

/**
 * Reads and waits once the producer's position is no longer `producer`: it has reserved. On a busy
 * host it may not come to that before this gives up. `doneNs` is when all was over.
 */
function lookWhileBusy(
  fixture: RingbufFixture,
  { source, producer, busyMs }: Look & { readonly producer: bigint },
): {
  readonly payloads: readonly Uint8Array[];
  readonly outcome: string;
  readonly wasReserved: boolean;
  readonly doneNs: number;
} {
  using clock = new Clock();
  const endNs = clock.monotonicNs() + 2 * busyMs * 1e6;
  const isReserved = () => fixture.positions().producer !== producer;
  while (!isReserved() && clock.monotonicNs() < endNs);
  const wasReserved = isReserved();
  const { payloads } = readAll(source);
  const outcome: Outcome = source.wait(WAIT_MS);
  return { payloads, outcome: OUTCOME_NAMES[outcome]!, wasReserved, doneNs: clock.monotonicNs() };
}

/** When the record was reserved: its producer's clock is CLOCK_MONOTONIC as well. */
function reservedNs(record: Uint8Array): number {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  return Number(view.getBigUint64(0, true));
}
