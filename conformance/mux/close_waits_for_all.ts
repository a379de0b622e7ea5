/** A close returns when nothing of the connection is left, and not before. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { openFds } from "../../ffi/fd.ts";
import { TAKEN } from "../../lib/mux/queue/contract.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { stir } from "./settling.ts";
import { mustBecome, mustCome } from "./waiting.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const CYCLES = 6;

export const closeWaitsForAll: Rule<WriterFixture, WriterTraits> = {
  id: "mux/close_waits_for_all",
  paths: ["MX-26", "X11", "X15"],
  requirement: "A close MUST resolve only once no stream, message, wait or descriptor of the " +
    "connection is left, for all who call it, and again at once",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "close_returns_early",
    "socket_stays_open",
    "queued_messages_stay_out",
  ],
  on: "kernel",
  async check(fixture) {
    const before = openFds().length;
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      const socket = cycle % 2 === 0 ? "unix" : "tcp";
      await fixture.connected({ socket, markBytes: 4000 }, async (pair) => {
        const { connection, far, accepted, pool } = pair;
        const streams = Array.from({ length: 5 }, () => connection.open("open").stream);
        await mustBecome(() => accepted.length === streams.length, "the streams come");
        for (const stream of [...streams, ...accepted]) {
          const sent = stream.send(fixture.content(stream.id, 3000));
          await mustCome(Promise.resolve(sent), "a send is taken");
        }
        const held = streams[0]!;
        await mustCome(Promise.all(streams.map((stream) => stream.filled())), "the messages come");
        mustEqual(held.take(), { expected: TAKEN, what: "take" });
        let isClosed = false;
        const closing = [connection.close(), connection.close(), far.close()];
        const all = Promise.all(closing).then(() => isClosed = true);
        await stir(() => isClosed);
        mustEqual(isClosed, { expected: false, what: "closed with a message held" });
        const message = held.bytes.slice(held.offset, held.offset + held.length);
        const what = "the message held";
        mustEqual(message, { expected: fixture.content(held.id, 3000), what });
        held.done();
        await mustCome(all, "the close returns once the message is let go");
        mustEqual(connection.registry.count, { expected: 0, what: "streams after the close" });
        mustEqual(connection.writer.isStopped, { expected: true, what: "writer stopped" });
        mustEqual(pool.outstanding, { expected: 0, what: "buffers out after the close" });
        const left = streams.filter(({ isFinished }) => !isFinished).length;
        mustEqual(left, { expected: 0, what: "streams not finished after the close" });
        await mustCome(connection.close(), "a close after the close");
      });
      mustEqual(openFds().length, { expected: before, what: `descriptors, ${cycle + 1} closes` });
    }
    return holds();
  },
};
