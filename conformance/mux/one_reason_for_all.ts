/** What ends a connection is the reason that all who wait are given. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { SysError } from "../../ffi/errno.ts";
import { setLinger } from "../../ffi/socket.ts";
import { INVOKE } from "../../lib/mux/frame.ts";
import { holds, must, type Rule } from "../rule.ts";
import { mustCome, mustRefuse, mustReject } from "./waiting.ts";
import type { Faced } from "./writer_fixture.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const STREAMS = 10;

/** Ways in which it ends. */
const ENDS: Readonly<Record<string, (faced: Faced) => void>> = {
  "its peer closes": ({ peer }) => peer[Symbol.dispose](),
  "its peer resets": ({ peer }) => {
    setLinger(peer.fd, 0);
    peer[Symbol.dispose]();
  },
  "its peer says no frame": ({ peer }) => peer.sayBytes(new Uint8Array(4)),
  "its peer breaks the protocol": ({ peer }) => peer.invoke(50),
  "it is closed": ({ connection }) => void connection.close(new Error("closed by the rule")),
};

export const oneReasonForAll: Rule<WriterFixture, WriterTraits> = {
  id: "mux/one_reason_for_all",
  paths: ["MX-26", "X8"],
  requirement: "When a connection ends, by its peer, by a failure or by a close, all who send, " +
    "receive and open MUST get the one reason, and nobody wait on",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "reasons_differ",
    "forgets_a_waiter",
    "stop_forgets_the_parked",
  ],
  on: "kernel",
  async check(fixture) {
    for (const [how, end] of Object.entries(ENDS)) {
      const options = { socket: "tcp", sendBufferBytes: 4096, markBytes: 2000 } as const;
      await fixture.faced(options, async (faced) => {
        const { connection, peer } = faced;
        const streams = Array.from({ length: STREAMS }, () => connection.open("waits").stream);
        await peer.until(INVOKE, STREAMS, "the invocations come");
        const waits = streams.map((stream) => stream.receive());
        for (const stream of streams) waits.push(fillUp(stream));
        waits.forEach((wait) => wait.catch(() => {}));
        end(faced);
        const reason = await mustCome(connection.ended(), `${how}: the connection ends`);
        for (const [index, wait] of waits.entries()) {
          const what = `${how}: ${index < STREAMS ? "a receive" : "a send"} that waits`;
          const error = await mustReject(wait, what);
          // a failed write is told to those who write: it may come before the reader knows why
          const isRight = error === reason || index >= STREAMS && isWriteError(error, faced);
          must(isRight, { expected: `${what} gets ${reason}`, actual: error });
        }
        for (const stream of streams) {
          const late = await mustRefuse(() => stream.send(new Uint8Array(1)), "a late send");
          must(late === reason, { expected: `${how}: a late send gets ${reason}`, actual: late });
        }
        const late = await mustRefuse(() => connection.open("late").invoked, "a late stream");
        must(late === reason, { expected: `${how}: a late stream gets ${reason}`, actual: late });
      });
    }
    return holds();
  },
};

/** Whether it is what the writer ended with, and the socket's own error. */
function isWriteError(error: unknown, { connection }: Faced): boolean {
  return error instanceof SysError && error === connection.writer.reason;
}

/** Sends until it is refused; a writer without a bound is given a bound by us. */
async function fillUp(stream: Faced["accepted"][number]): Promise<never> {
  for (let count = 0;; count++) {
    const sent = stream.send(new Uint8Array(2000));
    // with all room in the world a turn a send: what ends the connection comes between
    if (sent === undefined) await new Promise((resolve) => setTimeout(resolve, 0));
    else await sent;
  }
}
