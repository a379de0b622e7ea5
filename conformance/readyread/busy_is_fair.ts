/** A connection that always has data leaves the others their turn. @module */
import { DATA, EMPTY, OUTCOME_NAMES } from "../../lib/outcome.ts";
import { holds, must, type Rule } from "../rule.ts";
import type { Transport } from "../sink_fixture.ts";
import { TRANSPORTS } from "./line.ts";
import type { ReadFixture } from "./read_fixture.ts";

/** More than one look at an epoll set reports. */
const OTHERS = 80;
/** Of the busy one, and each but one read long. */
const PAYLOAD_BYTES = 512;
/** The most of the busy one's payloads before all others had their turn. */
const PATIENCE_READS = 400;
const WAIT_MS = 100;

export const busyIsFair: Rule<ReadFixture> = {
  id: "readyread/busy_is_fair",
  paths: ["RR-14"],
  requirement: "A connection that has more data after each read MUST NOT keep the others from " +
    `being read: each MUST have its turn within ${PATIENCE_READS} reads of the busy one`,
  source: "https://man7.org/linux/man-pages/man7/epoll.7.html",
  killedBy: ["busy_goes_first", "last_is_forgotten"],
  on: "kernel",
  check(fixture) {
    for (const transport of TRANSPORTS) checkTurns(fixture, transport);
    return holds();
  },
};

function checkTurns(fixture: ReadFixture, transport: Transport): void {
  using busy = fixture.openLine(transport);
  const others = Array.from({ length: OTHERS }, () => fixture.openLine(transport));
  using source = fixture.openSource({ connectionsMax: OTHERS + 1, bufferBytes: PAYLOAD_BYTES });
  const isBusy = source.add(busy.fd);
  const waiting = new Set(others.map(({ fd }) => source.add(fd)));
  const payload = fixture.content(0, PAYLOAD_BYTES);
  for (let sent = 0; sent < 8; sent++) busy.send(payload);
  for (const line of others) line.sendAll(fixture.content(1, 10));
  for (let reads = 0; waiting.size > 0;) {
    must(reads <= PATIENCE_READS, {
      expected: `all of ${OTHERS} others over ${transport} read within ${PATIENCE_READS} reads`,
      actual: `${waiting.size} were not`,
    });
    const outcome = source.next();
    if (outcome === EMPTY) {
      source.wait(WAIT_MS);
      reads++;
      continue;
    }
    must(outcome === DATA, { expected: "DATA", actual: OUTCOME_NAMES[outcome] });
    if (source.connection === isBusy) {
      reads++;
      busy.send(payload);
    } else waiting.delete(source.connection);
    source.commit();
  }
}
