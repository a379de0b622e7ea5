/** A number or a descriptor that is used again brings nothing of the connection that had it. @module */
import { DATA, READY } from "../../lib/outcome.ts";
import { holds, mustEqual, mustThrow, precondition, type Rule } from "../rule.ts";
import type { Transport } from "../sink_fixture.ts";
import { DATAGRAMS } from "./line.ts";
import type { ReadFixture } from "./read_fixture.ts";
import { type ReadEvent, readEvents, untilCount } from "./read_log.ts";

/** Those that are pairs: the second one gets the descriptors of the first. */
const PAIRS: readonly Transport[] = ["unix_stream", "unix_datagram"];
const ROUNDS = 6;
const PATIENCE_MS = 1000;

export const numbersAreReused: Rule<ReadFixture> = {
  id: "readyread/numbers_are_reused",
  paths: ["RR-3", "RR-14"],
  requirement: "A connection that was removed MUST be heard of no more, whatever was ready or " +
    "under way; its number and its descriptor MUST serve another one, and no more connections " +
    "than the maximum, none of them twice, MUST be let in",
  source: "https://man7.org/linux/man-pages/man7/epoll.7.html",
  killedBy: [
    "removal_is_not_told",
    "numbers_run_out",
    "maximum_is_not_kept",
    "stale_completions_count",
    "stale_readiness_counts",
  ],
  on: "kernel",
  check(fixture) {
    for (const transport of PAIRS) {
      for (const isKnown of [false, true]) checkReuse(fixture, { transport, isKnown });
    }
    for (const transport of DATAGRAMS) checkFoundEnded(fixture, transport);
    checkMaximum(fixture);
    return holds();
  },
};

/** `isKnown`: whether the source has found the first one ready before it is removed. */
function checkReuse(fixture: ReadFixture, options: {
  readonly transport: Transport;
  readonly isKnown: boolean;
}): void {
  const { transport, isKnown } = options;
  using source = fixture.openSource({ connectionsMax: 1 });
  let fd = -1;
  for (let round = 0; round < ROUNDS; round++) {
    const what = `of round ${round} over ${transport}, ${isKnown ? "found" : "not found"} ready`;
    {
      using old = fixture.openLine(transport);
      fd = old.fd;
      const connection = source.add(old.fd);
      old.sendAll(fixture.content(2 * round, 30));
      if (isKnown) {
        mustEqual(source.wait(PATIENCE_MS), { expected: READY, what: `wait ${what}` });
      }
      source.remove(connection);
    }
    using line = fixture.openLine(transport);
    precondition(line.fd === fd, "the descriptor was not given again");
    const connection = source.add(line.fd);
    const payload = fixture.content(2 * round + 1, 31);
    line.sendAll(payload);
    mustEqual(readEvents(source, { enough: untilCount(1) }), {
      expected: [{ connection, outcome: "DATA", errno: 0, bytes: payload }],
      what: `what the second connection got ${what}`,
    });
    source.remove(connection);
    fixture.mustBeIdle(source, { what: `after both ${what}`, reading: 0 });
  }
}

/** Two streams were found ended; one is removed before its turn, and a socket gets its number. */
function checkFoundEnded(fixture: ReadFixture, transport: Transport): void {
  const ending = [fixture.openLine("unix_stream"), fixture.openLine("unix_stream")];
  using line = fixture.openLine(transport);
  using source = fixture.openSource({ connectionsMax: 2 });
  const connections = ending.map(({ fd }) => source.add(fd));
  for (const stream of ending) {
    stream.sendAll(Uint8Array.of(1));
    stream.finish();
  }
  const what = `over ${transport}, with the number of a stream that had ended`;
  mustEqual([source.wait(PATIENCE_MS), source.next()], { expected: [READY, DATA], what });
  const other = connections.find((connection) => connection !== source.connection)!;
  source.commit();
  source.remove(other);
  const connection = source.add(line.fd);
  mustEqual(connection, { expected: other, what: `the number of a socket ${what}` });
  const isOurs = (event: ReadEvent) => event.connection === connection;
  mustEqual(readEvents(source, { enough: () => true }).filter(isOurs), {
    expected: [],
    what: `what came of a socket ${what}`,
  });
  const payload = fixture.content(0, 33);
  line.sendAll(payload);
  mustEqual(readEvents(source, { enough: (events) => events.some(isOurs) }).filter(isOurs), {
    expected: [{ connection, outcome: "DATA", errno: 0, bytes: payload }],
    what: `what came of a socket ${what}`,
  });
}

function checkMaximum(fixture: ReadFixture): void {
  using first = fixture.openLine("unix_stream");
  using second = fixture.openLine("unix_stream");
  using third = fixture.openLine("unix_stream");
  using source = fixture.openSource({ connectionsMax: 2 });
  const connection = source.add(first.fd);
  mustThrow(() => source.add(first.fd), { name: "SysError", what: "the same descriptor twice" });
  mustEqual(source.connectionCount, { expected: 1, what: "connections after a refusal" });
  const other = source.add(second.fd);
  mustThrow(() => source.add(third.fd), { name: "CapReached", what: "one too many" });
  fixture.mustBeIdle(source, { what: "after refusals" });
  mustEqual([source.connectionCount, connection === other], {
    expected: [2, false],
    what: "connections, and whether two have one number",
  });
  source.remove(connection);
  mustThrow(() => source.remove(connection), { name: "RangeError", what: "a second removal" });
  source.add(third.fd);
  third.sendAll(fixture.content(5, 5));
  mustEqual(readEvents(source, { enough: untilCount(1) }).map(({ bytes }) => bytes), {
    expected: [fixture.content(5, 5)],
    what: "what the third connection got",
  });
}
