/** What was taken arrives whole and in order, however little the socket takes at a time. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { mustArrive, SinkDriver } from "../sink_driver.ts";
import { isStream, type SinkFixture, type Transport } from "../sink_fixture.ts";

const COUNT = 40;
const SEND_BUFFER_BYTES = 4608;
/** Far above the send buffer on a stream, below it as a datagram. */
const STREAM_PAYLOAD_BYTES = 20_000;
/** TCP takes up to 64 KiB at a time, whatever the send buffer has. */
const TCP_PAYLOAD_BYTES = 150_000;
const DATAGRAM_PAYLOAD_BYTES = 1400;

export const wholeAndInOrder: Rule<SinkFixture, SinkTraits> = {
  id: "sink/whole_and_in_order",
  paths: ["X10", "UR-20", "UR-23", "ZC-3"],
  requirement: "Payloads of any size MUST arrive whole, once and in the order of their sends, " +
    "under a small send buffer too: what went out short MUST be resumed where it stopped",
  source: "https://man7.org/linux/man-pages/man2/send.2.html",
  killedBy: ["short_send_is_done", "short_send_starts_again", "swaps_neighbours"],
  on: "kernel",
  check(fixture) {
    for (const transport of fixture.transports) checkTransport(fixture, transport);
    return holds();
  },
};

function checkTransport(fixture: SinkFixture, transport: Transport): void {
  const largest = largestPayload(transport);
  fixture.start({ transport, sendBufferBytes: SEND_BUFFER_BYTES, bufferBytes: largest });
  using sink = fixture.open();
  const driver = new SinkDriver(fixture, sink);
  const sent: Uint8Array[] = [];
  for (let sequence = 0; sequence < COUNT; sequence++) {
    const { random } = fixture;
    const payload = fixture.content(
      sequence,
      random.pick([1, 13, largest, random.integer(1, largest)]),
    );
    driver.send(payload);
    sent.push(payload);
    // Those that overtake each other on a stream say so, and have one in flight there.
    if (isStream(transport) && !fixture.traits.ordered) driver.finish();
  }
  driver.finish();
  const what = `over ${transport} with a small send buffer`;
  mustArrive(fixture, { sent, received: driver.received, isStream: isStream(transport), what });
  const failed = driver.results.filter((result) => result < 0);
  mustEqual(failed, { expected: [], what: `errors ${what}` });
}

function largestPayload(transport: Transport): number {
  if (transport === "tcp") return TCP_PAYLOAD_BYTES;
  return isStream(transport) ? STREAM_PAYLOAD_BYTES : DATAGRAM_PAYLOAD_BYTES;
}
