/** Frames in flight on one stream arrive whole and in order, however small its buffer. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { holds, mustEqual, precondition, type Rule } from "../rule.ts";
import { mustArrive, SinkDriver } from "../sink_driver.ts";
import { isStream, type SinkFixture, type Transport } from "../sink_fixture.ts";

const COUNT = 32;
const PAYLOAD_BYTES = 8192;
/** Smaller than a frame, of about one, and of a few; the kernel doubles them. */
const SEND_BUFFERS_BYTES = [2304, 4608, 16_384];

export const streamFraming: Rule<SinkFixture, SinkTraits> = {
  id: "netlink/stream_framing",
  paths: ["UR-23", "X10"],
  requirement:
    `With ${COUNT} frames taken for one stream and any send buffer, the frames received ` +
    "MUST be those sent, whole and in the order of their sends, and each result MUST be its size",
  source: "https://man7.org/linux/man-pages/man7/io_uring_linked_requests.7.html",
  killedBy: ["several_in_flight", "several_wait_for_all"],
  on: "kernel",
  check(fixture) {
    const streams = fixture.transports.filter(isStream);
    precondition(streams.length > 0, "it sends over no stream");
    for (const transport of streams) {
      for (const sendBufferBytes of SEND_BUFFERS_BYTES) {
        checkStream(fixture, { transport, sendBufferBytes });
      }
    }
    return holds();
  },
};

/** The peer reads nothing before all frames are taken, where the sender can take so many. */
function checkStream(fixture: SinkFixture, options: {
  readonly transport: Transport;
  readonly sendBufferBytes: number;
}): void {
  const { transport, sendBufferBytes } = options;
  fixture.start({ transport, sendBufferBytes, bufferBytes: PAYLOAD_BYTES });
  using sink = fixture.open();
  const driver = new SinkDriver(fixture, sink);
  const sent = Array.from(
    { length: COUNT },
    (_, sequence) => fixture.content(sequence, PAYLOAD_BYTES),
  );
  for (const payload of sent) driver.send(payload);
  driver.finish();
  const what = `over ${transport} with a send buffer of ${sendBufferBytes} bytes`;
  mustArrive(fixture, { sent, received: driver.received, isStream: true, what });
  mustEqual(driver.results, { expected: sent.map(() => PAYLOAD_BYTES), what: `results ${what}` });
}
