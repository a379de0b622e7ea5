/** A socket that takes nothing costs no more memory than is declared. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import { stir } from "./settling.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const MARK_BYTES = 1000;
const FRAMES = 500;
const PAYLOAD_BYTES_MAX = 300;

export const memoryIsBounded: Rule<WriterFixture, WriterTraits> = {
  id: "mux/memory_is_bounded",
  paths: ["MX-14", "X3"],
  requirement: "While the socket takes nothing, frames taken MUST stay within twice the mark " +
    "and one frame, or one frame under way, and further writes wait",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "claims_a_bound",
    "bound_opens_at_each_flush",
  ],
  on: "fake",
  exempt: ({ bound }) => bound === "none" ? "it declares no bound" : undefined,
  async check(fixture) {
    const { random, traits } = fixture;
    const rig = fixture.open({ markBytes: MARK_BYTES });
    const { writer, end } = rig;
    end.roomBytes = 0;
    let frameBytesMax = 0;
    for (let count = 0; count < FRAMES; count++) {
      const payload = fixture.content(count, random.integer(0, PAYLOAD_BYTES_MAX));
      const { sizeBytes } = rig.write(1 + count % 7, payload);
      frameBytesMax = Math.max(frameBytesMax, sizeBytes);
      if (random.next() < 0.3) {
        writer.flush();
        await stir(() => false, 0); // those that were let in are told
      }
      // a frame under way waits until the kernel has all of it
      const underWay = traits.bound === "frame" ? sum(rig.written.slice(0, 1)) : 0;
      const heldBytes = rig.heldBytes + underWay;
      const bound = (traits.bound === "mark" ? 2 * MARK_BYTES : 0) + frameBytesMax;
      must(heldBytes <= bound, {
        expected: `at most ${bound} bytes taken and not sent`,
        actual: `${heldBytes} bytes after ${count + 1} writes`,
      });
      mustEqual(writer.bufferedBytes, { expected: heldBytes, what: "bufferedBytes" });
    }
    const waiting = rig.written.filter(({ fate }) => fate === "waits").length;
    must(waiting > FRAMES / 2, { expected: "writes wait", actual: `${waiting} of ${FRAMES} wait` });
    await rig.drain();
    rig.mustHaveSentTheTaken();
    must(writer.ledger.bufferedBytesMax <= 2 * MARK_BYTES + frameBytesMax, {
      expected: `never more than ${2 * MARK_BYTES + frameBytesMax} bytes`,
      actual: `${writer.ledger.bufferedBytesMax} at most`,
    });
    return holds();
  },
};

function sum(writes: readonly { readonly sizeBytes: number }[]): number {
  return writes.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
}
