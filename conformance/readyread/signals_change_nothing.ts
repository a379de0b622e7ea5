/** Signals come and go; what is read, and when a wait ends, does not depend on them. @module */
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { ReadSource } from "../../lib/readyread/contract.ts";
import type { Action, Step } from "../accomplice.ts";
import type { DatagramWork } from "../netlink/datagram_channel.ts";
import { holds, mustEqual, precondition, type Rule } from "../rule.ts";
import { type Line, TRANSPORTS } from "./line.ts";
import type { ReadFixture } from "./read_fixture.ts";
import { joined, readEvents, untilBytes } from "./read_log.ts";

const PAYLOAD_BYTES = 300;
const SIGNALS = 3;
const READS = 100;
const SPINS = 4000;
const PATIENCE_MS = 3000;
const INTERRUPT: Step = { when: "blocked", action: { kind: "interrupt" } };

export const signalsChangeNothing: Rule<ReadFixture> = {
  id: "readyread/signals_change_nothing",
  paths: ["RR-5"],
  requirement: "A call interrupted by a signal MUST be made again: a wait MUST go on until data " +
    "comes, a read MUST NOT fail, and no byte MUST be lost",
  source: "https://man7.org/linux/man-pages/man7/signal.7.html",
  killedBy: ["interruption_is_a_deadline", "interruption_throws"],
  on: "kernel",
  check(fixture) {
    for (const transport of TRANSPORTS) {
      using line = fixture.openLine(transport);
      using source = fixture.openSource();
      const connection = source.add(line.fd);
      mustWaitOn(fixture, { source, line, connection });
      mustReadOn(fixture, { source, line, connection });
      fixture.mustBeIdle(source, { what: `after signals, over ${transport}` });
    }
    return holds();
  },
};

interface Reading {
  readonly source: ReadSource;
  readonly line: Line;
  readonly connection: number;
}

/** Signals first, once it sleeps; then data. */
function mustWaitOn(fixture: ReadFixture, { source, line, connection }: Reading): void {
  const work: DatagramWork = {
    fd: line.peerFd,
    datagrams: [{ sequence: 0, payloadBytes: PAYLOAD_BYTES }],
  };
  const module = import.meta.resolve("../netlink/datagram_act.ts");
  const submit: Action = { kind: "call", module, input: work };
  const steps = [...Array.from({ length: SIGNALS }, () => INTERRUPT), {
    when: "blocked" as const,
    action: submit,
  }];
  const { result, stepsDone } = fixture.accomplice().during(steps, () => source.wait(PATIENCE_MS));
  const what = `a wait over ${line.transport}, hit by signals before data came`;
  mustEqual({ outcome: OUTCOME_NAMES[result], stepsDone }, {
    expected: { outcome: "READY", stepsDone: SIGNALS + 1 },
    what,
  });
  const events = readEvents(source, { enough: untilBytes(connection, PAYLOAD_BYTES) });
  mustEqual(joined(events, connection), { expected: fixture.content(0, PAYLOAD_BYTES), what });
}

/** Signals at any moment of a series of reads. */
function mustReadOn(fixture: ReadFixture, { source, line, connection }: Reading): void {
  const strike: Step = { when: SPINS, action: { kind: "interrupt" } };
  const strikes = Array.from({ length: READS }, () => strike);
  const { stepsDone } = fixture.accomplice().during(strikes, () => {
    for (let sequence = 0; sequence < READS; sequence++) {
      const payload = fixture.content(sequence, PAYLOAD_BYTES);
      line.sendAll(payload);
      const events = readEvents(source, { enough: untilBytes(connection, PAYLOAD_BYTES) });
      mustEqual(joined(events, connection), {
        expected: payload,
        what: `payload ${sequence} over ${line.transport}, read among signals`,
      });
    }
  });
  precondition(stepsDone > 0, "no signal came");
}
