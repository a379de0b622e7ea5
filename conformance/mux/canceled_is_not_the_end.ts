/** What was cancelled is Canceled, whatever else came, and never the end of a stream. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { Canceled } from "../../lib/mux/errors.ts";
import { CANCEL, CLOSE, CLOSE_SEND, INVOKE, MESSAGE } from "../../lib/mux/frame.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import { mustBecome, mustReject } from "./waiting.ts";
import type { Faced } from "./writer_fixture.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const REQUEST = Uint8Array.of(1, 2, 3);

/** What the peer had said when the call was cancelled. */
const POINTS: readonly (readonly number[])[] = [[], [MESSAGE], [MESSAGE, MESSAGE]];
/** What it says at the same moment. */
const ENDS: readonly number[] = [0, CLOSE, CLOSE_SEND, CANCEL];

export const canceledIsNotTheEnd: Rule<WriterFixture, WriterTraits> = {
  id: "mux/canceled_is_not_the_end",
  paths: ["MX-22"],
  requirement: "A call cancelled before MUST reject with Canceled and use no stream number; " +
    "one cancelled at any point of it too, and never seem to have ended in order",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "canceled_call_takes_a_number",
    "canceled_call_says_it_ended",
    "cancel_reports_the_end",
  ],
  on: "kernel",
  async check(fixture) {
    await fixture.faced({}, async (faced) => {
      await neverStarted(faced);
      for (const point of POINTS) {
        for (const end of ENDS) await midway(faced, point, end);
      }
      await streamIsCanceled(faced);
    });
    return holds();
  },
};

async function neverStarted({ client, connection, peer }: Faced): Promise<void> {
  const before = connection.registry.highestId;
  const signal = AbortSignal.abort(new Error("too late"));
  mustBeCanceled(await mustReject(client.call("early", REQUEST, { signal }), "an aborted call"));
  mustBeCanceled(await mustReject(client.stream("early", { signal }), "an aborted stream"));
  mustEqual(connection.registry.highestId, { expected: before, what: "the highest number used" });
  mustEqual(peer.look().length, { expected: 0, what: "frames sent" });
}

async function midway(
  { client, connection, peer }: Faced,
  point: readonly number[],
  end: number,
): Promise<void> {
  const abort = new AbortController();
  const call = client.call("midway", REQUEST, { signal: abort.signal });
  call.catch(() => {});
  const id = connection.registry.highestId;
  await peer.until(INVOKE, id, "the invocation comes");
  const stream = connection.registry.get(id)!;
  for (const [index, kind] of point.slice(0, 1).entries()) {
    peer.say(kind, id, { message: index + 1, payload: REQUEST });
  }
  const { transport } = connection;
  const before = transport.readBytes;
  if (point.length > 1) {
    peer.say(MESSAGE, id, { message: 2, payload: REQUEST, done: false });
    await mustBecome(() => transport.readBytes > before, "half a message comes");
  }
  if (end !== 0) peer.say(end, id, { message: 9 });
  abort.abort(new Error("changed its mind"));
  mustBeCanceled(await mustReject(call, `a call cancelled after ${point.length} frames`));
  await mustBecome(() => stream.isFinished, "the stream of a cancelled call finishes");
}

/** The peer's messages and its end are there, and a cancel is what counts. */
async function streamIsCanceled({ connection, peer }: Faced): Promise<void> {
  const { stream } = connection.open("half");
  await peer.until(INVOKE, stream.id, "the invocation comes");
  peer.say(MESSAGE, stream.id, { payload: REQUEST });
  peer.say(CLOSE_SEND, stream.id, { message: 2 });
  await stream.receive();
  mustEqual(await stream.receive(), { expected: undefined, what: "the end of the stream" });
  stream.cancel();
  mustBeCanceled(await mustReject(stream.receive(), "a receive after a cancel"));
  mustBeCanceled(stream.reason);
  await peer.until(CANCEL, stream.id, "the cancel comes");
}

function mustBeCanceled(error: unknown): void {
  must(error instanceof Canceled, { expected: "Canceled", actual: error });
}
