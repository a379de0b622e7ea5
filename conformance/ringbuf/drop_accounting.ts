/** Every record tried is read, discarded or refused, in rings of any size that run over. @module */
import { pageBytes } from "../../ffi/memory.ts";
import { readAll } from "../hold.ts";
import { holds, must, mustEqual, precondition, type Rule } from "../rule.ts";
import type { Payload } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

const PAGES = [1, 4, 16];
/** Rounds of trying more than there is room for, and reading some of it. */
const ROUNDS = 4;

export const dropAccounting: Rule<RingbufFixture> = {
  id: "ringbuf/drop_accounting",
  paths: ["RB-37"],
  requirement:
    "Records read, discarded and refused MUST add up to the records tried, in rings of " +
    "1, 4 and 16 pages that run over again and again",
  source: "https://docs.kernel.org/bpf/ringbuf.html",
  killedBy: ["jumps_when_full"],
  on: "both",
  check(fixture) {
    for (const pages of PAGES) {
      fixture.start({ capacityBytes: pages * pageBytes() });
      checkRing(fixture);
    }
    return holds();
  },
};

function checkRing(fixture: RingbufFixture): void {
  const { random, capacityBytes } = fixture;
  using source = fixture.open();
  const record = Math.max(56, capacityBytes >> 7); // some 64 to 128 of them fill a ring
  let tried = 0;
  let read = 0;
  let shown = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const batch: readonly Payload[] = Array.from({ length: 160 }, () => ({
      payloadBytes: random.integer(record >> 1, record),
      discard: random.next() < 0.15,
    }));
    tried += batch.length;
    fixture.produce(batch);
    const last = round === ROUNDS - 1;
    // A record larger than the ring is always refused, and blocks nothing.
    tried += 1;
    fixture.produce([{ payloadBytes: capacityBytes }]);
    const received = readAll(source, last ? {} : { limit: random.integer(1, 100) });
    read += received.payloads.length;
    shown += received.discards;
  }
  const { submitted, discarded, refused } = fixture.tally();
  precondition(refused > ROUNDS, `a ring of ${capacityBytes} bytes did not run over`);
  const where = `a ring of ${capacityBytes} bytes`;
  mustEqual(read, { expected: submitted, what: `records read from ${where}` });
  must(read + discarded + refused === tried, {
    expected: `read, discarded and refused to be the ${tried} tried in ${where}`,
    actual: `${read} + ${discarded} + ${refused}`,
  });
  mustEqual(source.ledger.discarded, { expected: discarded, what: `discards seen in ${where}` });
  mustEqual(shown, {
    expected: fixture.traits.discardsVisible ? discarded : 0,
    what: `discards shown in ${where}`,
  });
}
