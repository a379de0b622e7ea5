/** A datagram is handed out as it was sent: empty, whole, or cut and said to be. @module */
import { DATA, OUTCOME_NAMES } from "../../lib/outcome.ts";
import { current } from "../hold.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { BUFFER_BYTES, type ReceiveFixture } from "./receive_fixture.ts";

/** What fits, what does not, and what is nothing. */
const SIZES_BYTES = [0, 1, 0, 0, 511, 512, 513, 0, 700, 8];

export const datagramBoundaries: Rule<ReceiveFixture> = {
  id: "netlink/datagram_boundaries",
  paths: ["UR-20", "UR-22"],
  requirement: "Each datagram MUST be handed out by itself, in order, one of no bytes too; one " +
    "longer than the buffer MUST be cut to it, called truncated and counted, and no other",
  source: "https://man7.org/linux/man-pages/man2/recvmsg.2.html",
  killedBy: ["zero_length_is_empty", "truncation_is_hidden", "truncation_stays"],
  on: "kernel",
  check(fixture) {
    const source = fixture.open();
    fixture.produce(SIZES_BYTES.map((payloadBytes) => ({ payloadBytes })));
    SIZES_BYTES.forEach((payloadBytes, sequence) => {
      const what = `datagram ${sequence}, of ${payloadBytes} bytes`;
      mustEqual(OUTCOME_NAMES[source.next()], { expected: OUTCOME_NAMES[DATA], what });
      mustEqual(source.truncated, {
        expected: payloadBytes > BUFFER_BYTES,
        what: `truncated of ${what}`,
      });
      mustEqual(current(source), {
        expected: fixture.content(sequence, payloadBytes).subarray(0, BUFFER_BYTES),
        what,
      });
      source.commit();
    });
    mustEqual(OUTCOME_NAMES[source.next()], { expected: "EMPTY", what: "behind the last one" });
    mustEqual(source.ledger.truncated, {
      expected: SIZES_BYTES.filter((size) => size > BUFFER_BYTES).length,
      what: "truncated datagrams in the ledger",
    });
    return holds();
  },
};
