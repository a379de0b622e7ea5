/** What the socket takes in pieces goes on where it stopped. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { holds, must, type Rule } from "../rule.ts";
import type { WriterFixture } from "./writer_fixture.ts";

/** Bytes of one call: headers are cut, and payloads, at every place. */
const PIECES = [1, 2, 3, 7, 64];
const FRAMES = 12;
/** Each has a byte at least. */
const ROOMS_MAX = 1000;

export const shortWritesGoOn: Rule<WriterFixture, WriterTraits> = {
  id: "mux/short_writes_go_on",
  paths: ["MX-13", "X10"],
  requirement: "A write that takes fewer bytes than it was given, or none, MUST be completed " +
    "by later ones; no frame is torn, doubled or lost",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "frame_torn_at_short_write",
    "short_write_starts_anew",
  ],
  on: "fake",
  async check(fixture) {
    const { random } = fixture;
    for (const piece of [...PIECES, 0]) {
      const rig = fixture.open();
      rig.end.bytesPerCall = () => piece > 0 ? piece : random.integer(1, 40);
      for (let count = 0; count < FRAMES; count++) {
        rig.end.roomBytes = random.integer(0, 60);
        const { settled } = rig.write(1 + count % 3, fixture.content(count, 10 + count * 5));
        rig.drive();
        for (let rooms = 0; rig.writer.isBlocked; rooms++) {
          must(rooms < ROOMS_MAX, { expected: "writes get on", actual: "blocked for ever" });
          rig.end.roomBytes = random.integer(1, 30);
          rig.drive();
        }
        await settled;
      }
      await rig.drain();
      rig.mustHaveSentTheTaken();
    }
    return holds();
  },
};
