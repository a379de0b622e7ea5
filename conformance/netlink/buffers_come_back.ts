/** Every buffer comes back with its release, round after round. @module */
import { holding } from "../hold.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { payloads } from "../source_fixture.ts";
import type { ReceiveFixture } from "./receive_fixture.ts";

const ROUNDS = 12;
const PAYLOAD_BYTES = 40;

export const buffersComeBack: Rule<ReceiveFixture> = {
  id: "netlink/buffers_come_back",
  paths: ["UR-1", "UR-3"],
  requirement: "As many datagrams as the declared maximum MUST be in hand at once in every " +
    "round, each as it was sent and in order, and none in flight between the rounds",
  source: "https://man7.org/linux/man-pages/man7/io_uring.7.html",
  killedBy: ["loses_a_buffer", "skips_a_payload"],
  on: "kernel",
  check(fixture) {
    const { traits } = fixture;
    const source = fixture.open();
    const count = traits.copies ? 1 : traits.maxInFlight;
    for (let round = 0, sequence = 0; round < ROUNDS; round++, sequence += count) {
      fixture.produce(payloads(count, PAYLOAD_BYTES));
      holding(source, { traits, count }, (held) => {
        mustEqual(held.length, { expected: count, what: `datagrams in hand in round ${round}` });
        held.forEach((payload, index) =>
          mustEqual(payload.bytes(), {
            expected: fixture.content(sequence + index, PAYLOAD_BYTES),
            what: `datagram ${index} of round ${round}`,
          })
        );
      });
      mustEqual(source.ledger.inFlight, { expected: 0, what: `in flight after round ${round}` });
    }
    return holds();
  },
};
