/** Frames of many streams come out whole, those of one stream in their order. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const STREAMS = 10;
const FRAMES = 100;
/** Some ten frames: writers wait now and then. */
const MARK_BYTES = 400;

export const framesWhole: Rule<WriterFixture, WriterTraits> = {
  id: "mux/frames_whole",
  paths: ["MX-10", "X4"],
  requirement: "Frames of ten writers at once MUST all come out, each whole and once, those of " +
    "a stream in order, whatever room the socket has",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "asks_for_no_flush",
    "header_goes_ahead",
    "frame_waits_for_the_next",
  ],
  on: "fake",
  async check(fixture) {
    const rig = fixture.open({ markBytes: MARK_BYTES });
    const { random } = fixture;
    rig.end.roomBytes = 0;
    let left = STREAMS;
    const writers = Array.from({ length: STREAMS }, async (_, index) => {
      for (let count = 0; count < FRAMES; count++) {
        const payload = fixture.content(index * FRAMES + count, random.integer(0, 60));
        await rig.write(index + 1, payload).settled;
        if (random.next() < 0.3) await null;
      }
      left--;
    });
    for (let turn = 0; left > 0 && turn < 20_000; turn++) {
      rig.end.roomBytes = random.integer(0, 300);
      rig.drive();
      await null;
    }
    await rig.drain();
    mustEqual(left, { expected: 0, what: "writers that do not get on" });
    await Promise.all(writers);
    rig.mustHaveSentTheTaken();
    mustEqual(rig.end.log.frames.length, { expected: STREAMS * FRAMES, what: "frames" });
    return holds();
  },
};
