/** A read that a signal interrupted is made again: it is neither an end nor a failure. @module */
import { ERRNO } from "../../ffi/errno.ts";
import { setErrno } from "../../ffi/libc.ts";
import { standInForTransfer } from "../../ffi/transfer.ts";
import { holds, mustEqual, precondition, type Rule } from "../rule.ts";
import type { Transport } from "../sink_fixture.ts";
import { TRANSPORTS } from "./line.ts";
import type { ReadFixture } from "./read_fixture.ts";
import { joined, readEvents, untilBytes } from "./read_log.ts";

/** Interruptions before a read gets through. */
const INTERRUPTIONS = 3;
const PAYLOADS = 4;
const PAYLOAD_BYTES = 200;

export const interruptedReads: Rule<ReadFixture> = {
  id: "readyread/interrupted_reads",
  paths: ["RR-5"],
  requirement:
    "A read answered with EINTR MUST be made again: what was there MUST come whole, the " +
    "connection MUST go on, and no buffer MUST be out",
  source: "https://man7.org/linux/man-pages/man7/signal.7.html",
  killedBy: ["interrupted_read_is_a_failure"],
  on: "fake", // no signal falls into a read that never sleeps: its answers are a script's
  fakesKernel: true,
  exempt: ({ ring }) => ring === true ? "its reads are the ring's own" : undefined,
  check(fixture) {
    for (const transport of TRANSPORTS) checkReads(fixture, transport);
    return holds();
  },
};

function checkReads(fixture: ReadFixture, transport: Transport): void {
  using line = fixture.openLine(transport);
  using source = fixture.openSource();
  const connection = source.add(line.fd);
  let left = 0;
  let interrupted = 0;
  function interrupt(): boolean {
    if (left === 0) return false;
    left--;
    interrupted++;
    setErrno(ERRNO.EINTR);
    return true;
  }
  using _faults = standInForTransfer((calls) => ({
    recv: (...given) => interrupt() ? -1 : calls.recv(...given),
    recvfrom: (...given) => interrupt() ? -1 : calls.recvfrom(...given),
    recvmsg: (...given) => interrupt() ? -1 : calls.recvmsg(...given),
    recvmmsg: (...given) => interrupt() ? -1 : calls.recvmmsg(...given),
    readv: (...given) => interrupt() ? -1 : calls.readv(...given),
  }));
  for (let sequence = 0; sequence < PAYLOADS; sequence++) {
    const payload = fixture.content(sequence, PAYLOAD_BYTES);
    line.sendAll(payload);
    left = INTERRUPTIONS;
    const events = readEvents(source, { enough: untilBytes(connection, PAYLOAD_BYTES) });
    left = 0;
    mustEqual(events.map(({ outcome, errno }) => ({ outcome, errno })), {
      expected: [{ outcome: "DATA", errno: 0 }],
      what: `what came of interrupted reads over ${transport}`,
    });
    mustEqual(joined(events, connection), { expected: payload, what: `payload ${sequence}` });
  }
  precondition(interrupted >= INTERRUPTIONS, "it reads by other calls");
  fixture.mustBeIdle(source, { what: `after interrupted reads over ${transport}` });
}
