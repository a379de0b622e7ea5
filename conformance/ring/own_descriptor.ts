/** What is in flight goes to the socket it was meant for, whoever has its number by then. @module */
import { closeFd, dup } from "../../ffi/fd.ts";
import { openSocketPair } from "../../ffi/socket.ts";
import { AF_UNIX, SOCK_DGRAM, SOCK_STREAM } from "../../ffi/socket_constants.ts";
import type { HostTraits } from "../../lib/implementation.ts";
import { HarnessFault, holds, mustEqual, type Rule } from "../rule.ts";
import { isStream, type Transport } from "../sink_fixture.ts";
import { receiveAll } from "../socket_channel.ts";
import { openWithRing } from "./ring_intruder.ts";
import { noRing, type RoundTripFixture } from "./round_trip.ts";

/** More than the receives that were posted before the number changed its meaning. */
const PAYLOADS = 100;

export const ownDescriptor: Rule<RoundTripFixture, HostTraits> = {
  id: "ring/own_descriptor",
  paths: ["UR-24"],
  requirement:
    "Until it is disposed, an instance MUST reach the socket that it was opened on, and " +
    "no other file that has got its number since the owner closed it",
  source: "https://man7.org/linux/man-pages/man2/io_uring_enter.2.html",
  killedBy: ["borrows_the_number", "sends_to_the_number"],
  on: "kernel",
  exempt: noRing,
  check(fixture) {
    for (const transport of fixture.transports) checkStranger(fixture, transport);
    return holds();
  },
};

function checkStranger(fixture: RoundTripFixture, transport: Transport): void {
  const { instance, run } = openWithRing(fixture, { transport });
  run(1);
  const type = isStream(transport) ? SOCK_STREAM : SOCK_DGRAM;
  const [stranger, far] = openSocketPair({ family: AF_UNIX, type, nonBlocking: true });
  using _stranger = stranger;
  using _far = far;
  const number = fixture.fd;
  const kept = dup(number);
  try {
    moveTo(number, stranger.fd);
    run(PAYLOADS);
    mustEqual(receiveAll(far.fd).length, { expected: 0, what: "payloads that a stranger got" });
    instance[Symbol.dispose]();
  } finally {
    moveTo(number, kept);
    closeFd(kept);
  }
}

/** Has `number` mean another file, as an owner's close and somebody's open would. */
function moveTo(number: number, fd: number): void {
  closeFd(number);
  const got = dup(fd, number);
  if (got !== number) throw new HarnessFault(`Cannot reuse descriptor ${number}: got ${got}`);
}
