/** Datagrams that the kernel dropped are told of, and reading goes on with every buffer. @module */
import type { ReceiveSource } from "../../lib/netlink/receive/contract.ts";
import { DATA, EMPTY, type Outcome, OUTCOME_NAMES, OVERRUN, READY } from "../../lib/outcome.ts";
import { current, holding } from "../hold.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import { OverrunChannel } from "./overrun_channel.ts";
import type { ReceiveFixture } from "./receive_fixture.ts";

const FLOOD = 100;
const PAYLOAD_BYTES = 64;
/** Room for a few of them, and for all of them. */
const SMALL_BYTES = 4096;
const LARGE_BYTES = 1024 * 1024;
const PATIENCE_MS = 500;

export const overrunIsTold: Rule<ReceiveFixture> = {
  id: "netlink/overrun_is_told",
  paths: ["UR-3", "UR-21"],
  requirement: "When the kernel drops datagrams (ENOBUFS), a receiver MUST say so once and count " +
    "it, MUST hand out those that it has, in order, and MUST go on with as many buffers as before",
  source: "https://man7.org/linux/man-pages/man7/netlink.7.html",
  killedBy: ["overrun_is_swallowed", "error_loses_a_buffer"],
  on: "kernel",
  check(fixture) {
    using channel = new OverrunChannel();
    using source = fixture.openReceiver({ fd: channel.fd });
    for (let round = 1; round <= 2; round++) {
      channel.limit(SMALL_BYTES);
      for (let at = 0; at < FLOOD; at++) channel.send(fixture.content(at, PAYLOAD_BYTES));
      const { overruns, datagrams } = readOut(source);
      mustEqual([overruns, source.ledger.overruns], {
        expected: [1, round],
        what: `overruns told and counted in round ${round}`,
      });
      must(datagrams.length > 0 && datagrams.length < FLOOD, {
        expected: "some of the datagrams that were sent",
        actual: `${datagrams.length} of ${FLOOD}`,
      });
      datagrams.forEach((bytes, at) =>
        mustEqual(bytes, { expected: fixture.content(at, PAYLOAD_BYTES), what: `datagram ${at}` })
      );
      mustHoldAll(fixture, { channel, source });
    }
    return holds();
  },
};

/** Reads until nothing comes any more. */
function readOut(source: ReceiveSource): {
  readonly overruns: number;
  readonly datagrams: readonly Uint8Array[];
} {
  let overruns = 0;
  const datagrams: Uint8Array[] = [];
  for (;;) {
    const outcome: Outcome = source.next();
    if (outcome === DATA) datagrams.push(current(source));
    else if (outcome === OVERRUN) overruns++;
    else if (outcome !== EMPTY || source.wait(1) !== READY) break;
    source.commit();
  }
  return { overruns, datagrams };
}

/** As many in hand at once as it declares. */
function mustHoldAll(fixture: ReceiveFixture, options: {
  readonly channel: OverrunChannel;
  readonly source: ReceiveSource;
}): void {
  const { channel, source } = options;
  const { traits } = fixture;
  const count = traits.copies ? 1 : traits.maxInFlight;
  channel.limit(LARGE_BYTES);
  for (let at = 0; at < count; at++) channel.send(fixture.content(at, PAYLOAD_BYTES));
  mustEqual(OUTCOME_NAMES[source.wait(PATIENCE_MS)], { expected: "READY", what: "a wait" });
  const held = holding(source, { traits, count }, ({ length }) => length);
  mustEqual(held, { expected: count, what: "datagrams in hand at once after an overrun" });
}
