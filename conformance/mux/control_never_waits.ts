/** Control frames pass by who waits. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { CANCEL, WINDOW_UPDATE } from "../../lib/mux/frame.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { stir } from "./settling.ts";
import { controlHeader } from "./writer_rig.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const CONTROLS = 5;

export const controlNeverWaits: Rule<WriterFixture, WriterTraits> = {
  id: "mux/control_never_waits",
  paths: ["MX-15"],
  requirement: "Control frames MUST be taken at the bound too, go before all that wait, and " +
    "come out whole and in their order, behind what was taken before",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "control_waits_at_the_bound",
    "control_is_dropped_at_the_bound",
  ],
  on: "fake",
  async check(fixture) {
    const rig = fixture.open({ markBytes: 60 });
    rig.end.roomBytes = 5;
    for (let count = 0; count < 20; count++) rig.write(1, fixture.content(count));
    rig.drive();
    await stir(() => false, 0); // those that were let in are told
    const takenBefore = rig.written.filter(({ fate }) => fate === "taken").length;
    // where a frame under way waits itself, it is the one before
    const before = fixture.traits.bound === "frame" ? 1 : takenBefore;
    for (let count = 0; count < CONTROLS; count++) {
      const kind = count % 2 === 0 ? CANCEL : WINDOW_UPDATE;
      rig.writer.writeControl(controlHeader(kind, 2, 1), Uint8Array.of(count));
    }
    await rig.drain();
    rig.mustHaveSentTheTaken();
    const { frames } = rig.end.log;
    const places = frames.flatMap(({ stream }, index) => stream === 2 ? [index] : []);
    const expected = Array.from({ length: CONTROLS }, (_, count) => before + count);
    mustEqual(places, { expected, what: "places of the control frames among all" });
    const payloads = frames.filter(({ stream }) => stream === 2).map(({ payload }) => payload[0]);
    mustEqual(payloads, { expected: [0, 1, 2, 3, 4], what: "control frames in order" });
    return holds();
  },
};
