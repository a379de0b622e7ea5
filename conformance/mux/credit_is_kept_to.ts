/** No more is sent than was granted, but for one message that is longer. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { INVOKE, MESSAGE, WINDOW_UPDATE } from "../../lib/mux/frame.ts";
import { encodeGrant } from "../../lib/mux/window.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import type { RawPeer } from "./raw_peer.ts";
import { stir } from "./settling.ts";
import { mustBecome, mustCome } from "./waiting.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const WINDOW_BYTES = 1000;
const LONG_BYTES = 5000;
/** No varint, no number, nothing, too much behind it, and the frame of another stream. */
const SENSELESS = [[], [0], [0x80], [5, 5], [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]];

export const creditIsKeptTo: Rule<WriterFixture, WriterTraits> = {
  id: "mux/credit_is_kept_to",
  paths: ["MX-24"],
  requirement: "A stream MUST send while it has credit and wait without; a longer message " +
    "overdraws it and completes, grants that make no sense change nothing, and huge " +
    "ones saturate",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "windows_without_end",
    "bad_grant_ends_it",
    "grant_is_cut_to_32_bits",
    "long_message_waits_for_ever",
  ],
  on: "kernel",
  exempt: ({ credit }) => credit ? undefined : "it gives no credit",
  async check(fixture) {
    await fixture.faced({ windowBytes: WINDOW_BYTES }, async ({ connection, peer }) => {
      const { stream } = connection.open("granted");
      const { stream: other } = connection.open("not granted");
      await peer.until(INVOKE, other.id, "the invocations come");
      mustEqual(stream.send(new Uint8Array(WINDOW_BYTES - 1)), {
        expected: undefined,
        what: "a send within the window",
      });
      const long = stream.send(new Uint8Array(LONG_BYTES)); // with a byte of credit left
      await mustCome(Promise.resolve(long), "a message longer than its credit goes out");
      let isTaken = false;
      const next = Promise.resolve(stream.send(new Uint8Array(1))).then(() => isTaken = true);
      next.catch(() => {});
      const grant = (sizeBytes: number) => say(peer, stream.id, encodeGrant(sizeBytes));
      for (const payload of SENSELESS) say(peer, stream.id, Uint8Array.from(payload));
      grant(LONG_BYTES - 1); // a byte short of what pays the debt
      say(peer, other.id, encodeGrant(LONG_BYTES));
      await mustBecome(() => connection.transport.readBytes === peer.saidBytes, "grants are read");
      await stir(() => isTaken, 3);
      must(!isTaken, { expected: "a send waits without credit", actual: "it was taken" });
      grant(1);
      await mustCome(next, "a send goes on when its debt is paid");
      mustEqual(connection.hasEnded, { expected: false, what: "connection ended" });
      for (let count = 0; count < 3; count++) grant(Number.MAX_SAFE_INTEGER);
      for (let count = 0; count < 10; count++) {
        const sent = Promise.resolve(stream.send(new Uint8Array(LONG_BYTES)));
        await mustCome(sent, "sends go on with all the credit there is");
      }
      const bytes = WINDOW_BYTES - 1 + LONG_BYTES + 1 + 10 * LONG_BYTES;
      await mustBecome(() => sentBytes(peer, stream.id) === bytes, `${bytes} bytes come`);
    });
    return holds();
  },
};

function say(peer: RawPeer, stream: number, payload: Uint8Array): void {
  peer.say(WINDOW_UPDATE, stream, { control: true, payload });
}

function sentBytes(peer: RawPeer, id: number): number {
  const own = peer.look().filter(({ kind, stream }) => kind === MESSAGE && stream === id);
  return own.reduce((sum, { payload }) => sum + payload.length, 0);
}
