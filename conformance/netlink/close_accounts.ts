/** A close with datagrams under way loses none without counting it. @module */
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import { readAll } from "../hold.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { payloads } from "../source_fixture.ts";
import type { ReceiveFixture } from "./receive_fixture.ts";

const SENT = 12;
const PAYLOAD_BYTES = 32;

export const closeAccounts: Rule<ReceiveFixture> = {
  id: "netlink/close_accounts",
  paths: ["UR-4", "UR-5"],
  requirement: "What a closed receiver took from the kernel MUST be delivered or counted as " +
    "abandoned, the rest and what comes later MUST be left to the next reader, and a second " +
    "close MUST change nothing",
  source: "https://man7.org/linux/man-pages/man3/io_uring_prep_cancel.3.html",
  killedBy: ["close_forgets_what_it_took", "close_twice_throws", "reads_once_closed"],
  on: "kernel",
  check(fixture) {
    for (const taken of [0, 1, SENT]) checkClose(fixture, taken);
    return holds();
  },
};

function checkClose(fixture: ReceiveFixture, taken: number): void {
  fixture.start({});
  const source = fixture.open();
  fixture.produce(payloads(SENT, PAYLOAD_BYTES));
  const first = readAll(source, { limit: taken }).payloads.length;
  mustEqual(first, { expected: taken, what: "datagrams read before the close" });
  source.close();
  source.close();
  const { delivered, abandoned } = source.ledger;
  mustEqual(OUTCOME_NAMES[source.next()], { expected: "CLOSED", what: "a read once closed" });
  fixture.produce(payloads(SENT, PAYLOAD_BYTES));
  mustEqual([source.ledger.delivered, source.ledger.abandoned], {
    expected: [delivered, abandoned],
    what: "delivered and abandoned, once closed",
  });
  source[Symbol.dispose]();
  const rest = readAll(fixture.open()).payloads;
  mustEqual(rest.length, {
    expected: 2 * SENT - delivered - abandoned,
    what: `datagrams left to the next reader, ${delivered} delivered and ${abandoned} abandoned`,
  });
  rest.forEach((bytes, index) =>
    mustEqual(bytes, {
      expected: fixture.content(delivered + abandoned + index, PAYLOAD_BYTES),
      what: `datagram ${index} of the next reader`,
    })
  );
}
