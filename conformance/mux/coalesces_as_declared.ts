/** Frames taken while the socket is busy go out together, where that is declared. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const FRAMES = 16;

export const coalescesAsDeclared: Rule<WriterFixture, WriterTraits> = {
  id: "mux/coalesces_as_declared",
  paths: ["MX-11"],
  requirement: "Frames taken while the socket has no room MUST go out in one later call where " +
    "the writer declares it, and one a call where not",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "coalesces_in_name",
    "gathers_unasked",
  ],
  on: "fake",
  async check(fixture) {
    const rig = fixture.open();
    rig.end.roomBytes = 3; // the first frame is under way when the others come
    const settled = [rig.write(1, fixture.content(0)).settled];
    rig.drive();
    for (let count = 1; count < FRAMES; count++) {
      settled.push(rig.write(1, fixture.content(count)).settled);
    }
    const before = rig.end.calls;
    await rig.drain();
    await Promise.all(settled);
    rig.mustHaveSentTheTaken();
    const calls = rig.end.calls - before;
    if (!fixture.traits.coalesces) mustEqual(calls, { expected: FRAMES, what: "calls" });
    const actual = `${calls} calls for the rest of one frame and ${FRAMES - 1} more`;
    must(!fixture.traits.coalesces || calls <= 2, { expected: "2 calls at most", actual });
    return holds();
  },
};
