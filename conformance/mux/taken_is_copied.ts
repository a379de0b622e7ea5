/** What was taken is the writer's: header and payload are free again. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { messageHeader } from "./writer_rig.ts";
import type { WriterFixture } from "./writer_fixture.ts";

export const takenIsCopied: Rule<WriterFixture, WriterTraits> = {
  id: "mux/taken_is_copied",
  paths: ["X1"],
  requirement: "Once a write is taken, and of the header at once, what is done to the caller's " +
    "own MUST NOT show in the frame",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "lends_the_payload",
    "lends_the_header",
  ],
  on: "fake",
  async check(fixture) {
    const rig = fixture.open({ markBytes: 60 });
    const { writer, end } = rig;
    end.roomBytes = 5;
    const payloads: Uint8Array[] = [];
    const header = messageHeader(1, { payloadBytes: 0 });
    for (let count = 0; count < 12; count++) {
      const payload = fixture.content(count);
      payloads.push(payload.slice());
      header.stream = count + 1;
      header.payloadBytes = payload.length;
      const parked = writer.write(header, payload, 0, rig.owner(count + 1));
      if (parked === undefined) payload.fill(0);
      else void parked.then(() => payload.fill(0));
    }
    header.stream = 99;
    await rig.drain();
    mustEqual(end.log.frames.map(({ stream }) => stream), {
      expected: payloads.map((_, index) => index + 1),
      what: "streams of the frames",
    });
    end.log.frames.forEach(({ payload }, index) =>
      mustEqual(payload, { expected: payloads[index], what: `payload ${index}` })
    );
    return holds();
  },
};
