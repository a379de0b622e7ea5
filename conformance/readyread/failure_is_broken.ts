/** A connection that fails says so once, with the kernel's reason, and takes nothing with it. @module */
import { ERRNO } from "../../ffi/errno.ts";
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import type { Transport } from "../sink_fixture.ts";
import { stall, TIMED_OUT_AFTER_MS } from "./deaf_peer.ts";
import type { Line } from "./line.ts";
import type { ReadFixture } from "./read_fixture.ts";
import { joined, readEvents, untilCount } from "./read_log.ts";

const WAIT_MS = 1;

/** Ways to fail, as the kernel has them. */
const FAILURES: readonly {
  readonly what: string;
  readonly transport: Transport;
  readonly errno: number;
  /** Bytes that come before: a datagram socket tells its error before the data behind it. */
  readonly payloadBytes: number;
  readonly fail: (line: Line) => void;
}[] = [
  {
    what: "reset by its peer",
    transport: "tcp",
    errno: ERRNO.ECONNRESET,
    payloadBytes: 700,
    fail: (line) => line.reset(),
  },
  {
    what: "closed by a peer that had not read all",
    transport: "unix_stream",
    errno: ERRNO.ECONNRESET,
    payloadBytes: 700,
    fail(line) {
      line.sendBack(Uint8Array.of(1));
      line.hangUp();
    },
  },
  {
    what: "timed out",
    transport: "tcp",
    errno: ERRNO.ETIMEDOUT,
    payloadBytes: 700,
    fail: (line) => stall(line),
  },
  {
    what: "refused by its peer",
    transport: "udp",
    errno: ERRNO.ECONNREFUSED,
    payloadBytes: 0,
    fail(line) {
      line.hangUp();
      line.sendBack(Uint8Array.of(1));
    },
  },
];

export const failureIsBroken: Rule<ReadFixture> = {
  id: "readyread/failure_is_broken",
  paths: ["RR-5", "RR-8"],
  requirement:
    "A connection that was reset, refused or timed out MUST be BROKEN with that errno, " +
    "once, after the data that a stream had before, with no buffer out; the others MUST go on",
  source: "https://man7.org/linux/man-pages/man7/tcp.7.html",
  killedBy: ["failure_is_an_end", "failure_throws", "failure_keeps_a_buffer", "failure_stays"],
  on: "kernel",
  check(fixture) {
    for (const failure of FAILURES) checkFailure(fixture, failure);
    return holds();
  },
};

function checkFailure(fixture: ReadFixture, failure: (typeof FAILURES)[number]): void {
  const { transport, errno, payloadBytes, fail } = failure;
  const what = `of a ${transport} connection ${failure.what}`;
  using failing = fixture.openLine(transport);
  using other = fixture.openLine("tcp");
  using source = fixture.openSource();
  const connection = source.add(failing.fd);
  const others = source.add(other.fd);
  const payload = fixture.content(2, payloadBytes);
  if (payloadBytes > 0) failing.sendAll(payload);
  fail(failing);
  const events = readEvents(source, { enough: untilOver, patienceMs: TIMED_OUT_AFTER_MS });
  mustEqual(joined(events, connection), { expected: payload, what: `the data ${what}` });
  mustEqual(events.filter(({ outcome }) => outcome !== "DATA"), {
    expected: [{ connection, outcome: "BROKEN", errno, bytes: new Uint8Array(0) }],
    what: `the failure ${what}`,
  });
  mustEqual(events.at(-1)?.outcome, { expected: "BROKEN", what: `the last word ${what}` });
  fixture.mustBeIdle(source, { what: `after the failure ${what}`, reading: 1 });
  mustEqual([source.next(), source.wait(WAIT_MS)].map((outcome) => OUTCOME_NAMES[outcome]), {
    expected: ["EMPTY", "DEADLINE"],
    what: `next and wait after the failure ${what}`,
  });
  const rest = fixture.content(3, 5);
  other.sendAll(rest);
  mustEqual(joined(readEvents(source, { enough: untilCount(1) }), others), {
    expected: rest,
    what: `another connection's data after the failure ${what}`,
  });
  source.remove(connection);
}

function untilOver(events: readonly { readonly outcome: string }[]): boolean {
  return events.length > 0 && events.at(-1)?.outcome !== "DATA";
}
