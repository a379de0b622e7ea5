/** A peer that never reads costs what was declared, and a close frees who waits. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import { stir } from "./settling.ts";
import { mustBecome, mustCome, mustReject } from "./waiting.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const MARK_BYTES = 16 * 1024;
const MESSAGE_BYTES = 4096;
const STREAMS = 20;
/** More than the socket and the writer together hold. */
const SENDS_MAX = 2000;

export const unreadPeerCostsNoMore: Rule<WriterFixture, WriterTraits> = {
  id: "mux/unread_peer_costs_no_more",
  paths: ["MX-12", "MX-14", "X8"],
  requirement: "With a peer that never reads, sends MUST wait and memory stay at its bound, " +
    "and closing the connection, or cancelling, returns at once",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "claims_a_bound",
    "stop_forgets_the_parked",
    "withdraw_forgets",
  ],
  on: "kernel",
  exempt: ({ bound }) => bound === "none" ? "it declares no bound" : undefined,
  async check(fixture) {
    for (const socket of ["unix", "tcp"] as const) {
      const options = { socket, markBytes: MARK_BYTES, sendBufferBytes: 4096 };
      await fixture.faced(options, async ({ connection }) => {
        const { writer, transport } = connection;
        const streams = Array.from({ length: STREAMS }, () => connection.open("unread").stream);
        let takenBytes = 0;
        const sends = streams.map(async (stream) => {
          for (let count = 0; count < SENDS_MAX / STREAMS; count++) {
            await stream.send(new Uint8Array(MESSAGE_BYTES));
            takenBytes += MESSAGE_BYTES;
          }
        });
        sends.forEach((send) => send.catch(() => {}));
        await mustBecome(() => writer.parkedCount + waitsInside(fixture) >= STREAMS, {
          what: "all senders wait",
          progress: () => transport.writtenBytes,
        });
        await stir(() => false, 4);
        const heldBytes = takenBytes - transport.writtenBytes;
        const frameBytes = MESSAGE_BYTES + 31;
        must(Math.max(heldBytes, writer.bufferedBytes) <= 2 * MARK_BYTES + frameBytes, {
          expected: `at most ${2 * MARK_BYTES + frameBytes} bytes held`,
          actual: `${heldBytes} bytes taken and not with the kernel`,
        });
        const [canceled] = streams;
        const reason = new Error("canceled by the rule");
        canceled!.cancel(reason);
        const error = await mustReject(sends[0]!, "a send of a cancelled stream");
        must(error === reason, { expected: "the reason of the cancel", actual: error });
        const closed = new Error("closed by the rule");
        await mustCome(connection.close(closed), "the close returns");
        for (const send of sends.slice(1)) {
          const given = await mustReject(send, "a send that waits");
          must(given === closed, { expected: "the reason of the close", actual: given });
        }
        mustEqual(writer.bufferedBytes, { expected: 0, what: "bytes gathered after the close" });
      });
    }
    return holds();
  },
};

/** A frame under way has its own waiting, who is not counted among the parked. */
function waitsInside({ traits }: WriterFixture): number {
  return traits.bound === "frame" ? 1 : 0;
}
