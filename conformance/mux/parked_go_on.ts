/** Who waits goes on as soon as there is room, in turn. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import { mustResolve } from "./settling.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const FRAMES = 40;

export const parkedGoOn: Rule<WriterFixture, WriterTraits> = {
  id: "mux/parked_go_on",
  paths: ["MX-14", "X8", "X9"],
  requirement: "Writes that wait MUST all go on once there is room, in the order in which they " +
    "came, and nobody wait for ever",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "forgets_the_parked",
    "parked_in_reverse",
    "asks_for_no_flush",
  ],
  on: "fake",
  exempt: ({ bound }) => bound === "none" ? "nobody ever waits" : undefined,
  async check(fixture) {
    const rig = fixture.open({ markBytes: 60 });
    rig.end.roomBytes = 0;
    for (let count = 0; count < FRAMES; count++) rig.write(count + 1, fixture.content(count));
    const waiting = rig.written.filter(({ parked }) => parked !== undefined);
    must(waiting.length > FRAMES / 2, {
      expected: "writes wait",
      actual: `${waiting.length} wait`,
    });
    for (let room = 0; room < FRAMES * 30; room += 10) {
      rig.end.roomBytes = 10;
      rig.drive();
      await null;
    }
    for (const { settled } of waiting) await mustResolve(settled, "a write that waits for room");
    await rig.drain();
    rig.mustHaveSentTheTaken();
    mustEqual(rig.end.log.frames.map(({ stream }) => stream), {
      expected: rig.written.map(({ stream }) => stream),
      what: "order of frames of all streams",
    });
    await mustResolve(rig.writer.drained(), "drained, with nothing left");
    return holds();
  },
};
