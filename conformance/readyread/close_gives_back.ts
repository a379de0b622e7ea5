/** Payloads in hand outlive their connection and a close, and their buffers come back all the same. @module */
import { DATA, OUTCOME_NAMES, READY } from "../../lib/outcome.ts";
import type { ReadSource } from "../../lib/readyread/contract.ts";
import type { Held } from "../hold.ts";
import { holds, mustEqual, mustThrow, type Rule } from "../rule.ts";
import { TRANSPORTS } from "./line.ts";
import type { ReadFixture } from "./read_fixture.ts";

const PATIENCE_MS = 1000;
const PAYLOAD_BYTES = 600;

/** What happens while payloads are in hand. */
const EVENTS: Readonly<
  Record<string, (source: ReadSource, connections: readonly number[]) => void>
> = {
  "a close": (source) => source.close(),
  "the removal of their connections": (source, connections) => {
    for (const connection of connections) source.remove(connection);
  },
  "a stop of their connections": (source, connections) => {
    for (const connection of connections) source.stop(connection);
    for (const connection of connections) source.stop(connection);
  },
};

export const closeGivesBack: Rule<ReadFixture> = {
  id: "readyread/close_gives_back",
  paths: ["RR-12", "RR-6"],
  requirement: "Payloads in hand MUST stay as they are when their connection is removed or the " +
    "source closed, their buffers MUST come back with the commit and not before, and those with " +
    "bytes not yet read when a buffered reader is disposed or its connection removed",
  source: "https://pkg.go.dev/bufio#Reader",
  killedBy: ["close_takes_what_is_in_hand", "buffered_loses_its_buffers", "commit_skips_the_last"],
  on: "kernel",
  check(fixture) {
    for (const [what, event] of Object.entries(EVENTS)) checkEvent(fixture, { what, event });
    checkBuffered(fixture, "disposed");
    checkBuffered(fixture, "removed");
    return holds();
  },
};

function checkEvent(fixture: ReadFixture, options: {
  readonly what: string;
  readonly event: (source: ReadSource, connections: readonly number[]) => void;
}): void {
  const { what, event } = options;
  const lines = TRANSPORTS.map((transport) => fixture.openLine(transport));
  using source = fixture.openSource();
  const connections = lines.map(({ fd }) => source.add(fd));
  lines.forEach((line, index) => line.sendAll(fixture.content(index, PAYLOAD_BYTES)));
  const held = lines.map(() => takeOne(source));
  event(source, connections);
  for (const { payload, connection } of held) {
    mustEqual(payload.bytes(), {
      expected: fixture.content(connections.indexOf(connection), PAYLOAD_BYTES),
      what: `a payload in hand after ${what}`,
    });
  }
  mustEqual(source.pool.outstanding >= held.length, {
    expected: true,
    what: `as many buffers out as payloads in hand, after ${what}`,
  });
  source.commit();
  source.commit();
  fixture.mustBeIdle(source, { what: `after ${what} and a commit`, reading: 0 });
  mustEqual(source.ledger.inFlight, { expected: 0, what: `in flight after ${what}` });
  if (what !== "a close") {
    mustEqual(OUTCOME_NAMES[source.next()], { expected: "EMPTY", what: `next after ${what}` });
  }
  for (const connection of [-1, 0.5, 99]) {
    mustThrow(() => source.remove(connection), {
      name: "RangeError",
      what: `the removal of connection ${connection}, which is not there`,
    });
  }
}

function takeOne(
  source: ReadSource,
): { readonly payload: Held; readonly connection: number } {
  let outcome = source.next();
  while (outcome !== DATA && source.wait(PATIENCE_MS) === READY) outcome = source.next();
  mustEqual(OUTCOME_NAMES[outcome], { expected: "DATA", what: "a payload that was sent" });
  const { offset, length, connection, bytes } = source;
  const payload = { offset, length, bytes: () => bytes.slice(offset, offset + length) };
  return { payload, connection };
}

function checkBuffered(fixture: ReadFixture, how: "disposed" | "removed"): void {
  using line = fixture.openLine("unix_stream");
  using source = fixture.openSource();
  const reader = fixture.openBuffered({ source });
  const connection = source.add(line.fd);
  line.sendAll(fixture.content(0, PAYLOAD_BYTES));
  reader.wait(PATIENCE_MS);
  reader.next();
  reader.read(connection, new Uint8Array(5));
  mustEqual(reader.buffered(connection), { expected: PAYLOAD_BYTES - 5, what: "bytes buffered" });
  if (how === "disposed") {
    reader[Symbol.dispose]();
    reader[Symbol.dispose]();
  } else reader.remove(connection);
  const reading = how === "disposed" ? 1 : 0;
  fixture.mustBeIdle(source, { what: `once a reader with bytes left was ${how}`, reading });
}
