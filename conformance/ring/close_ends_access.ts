/** A close gives nothing back before the kernel has let go of it: the kernel itself is asked. @module */
import type { HostTraits } from "../../lib/implementation.ts";
import { IORING_OP_POLL_ADD } from "../../ffi/uring_constants.ts";
import { holds, mustEqual, precondition, type Rule } from "../rule.ts";
import type { Transport } from "../sink_fixture.ts";
import { openWithRing } from "./ring_intruder.ts";
import { noRing, type RoundTripFixture } from "./round_trip.ts";

/** A few payloads fill it. */
const SEND_BUFFER_BYTES = 4608;
const ATTEMPTS = 10;

export const closeEndsAccess: Rule<RoundTripFixture, HostTraits> = {
  id: "ring/close_ends_access",
  paths: ["UR-4", "X11"],
  requirement:
    "When a close returns, the kernel MUST have no operation of the instance left that " +
    "could still reach a buffer: what was in flight was cancelled, and its end awaited",
  source: "https://man7.org/linux/man-pages/man3/io_uring_prep_cancel.3.html",
  killedBy: ["close_keeps_receiving", "close_gives_back_early"],
  on: "kernel",
  exempt: noRing,
  check(fixture) {
    for (const transport of fixture.transports) {
      if (transport !== "udp") checkClose(fixture, transport); // which drops, and is never full
    }
    return holds();
  },
};

function checkClose(fixture: RoundTripFixture, transport: Transport): void {
  const trip = openWithRing(fixture, { transport, sendBufferBytes: SEND_BUFFER_BYTES });
  precondition(isOccupied(trip), "the kernel shows no operation that waits for the socket");
  trip.close();
  mustEqual(waitingOperations(trip.ringFd), {
    expected: [],
    what: "operations that the kernel still has after a close",
  });
  trip.instance[Symbol.dispose]();
}

/** An acknowledgement that comes late makes room for what waits: then there is more to fill. */
function isOccupied(trip: ReturnType<typeof openWithRing>): boolean {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    trip.occupy();
    const waiting = waitingOperations(trip.ringFd);
    if (waiting.some((opcode) => opcode !== IORING_OP_POLL_ADD)) return true;
  }
  return false;
}

/** The opcodes that wait for a file, as /proc shows them of a ring that is open. */
function waitingOperations(ringFd: number): readonly number[] {
  const info = Deno.readTextFileSync(`/proc/self/fdinfo/${ringFd}`);
  return [...info.matchAll(/^\s+op=(\d+), task_works=/gm)].map(([, opcode]) => Number(opcode));
}
