/** A stop drops what is gathered, refuses who waits, and its first reason stays. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { CANCEL } from "../../lib/mux/frame.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import { mustResolve, mustStayPending } from "./settling.ts";
import { controlHeader, mustBeStopped } from "./writer_rig.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const STOPS = 20;

export const stopIsFinal: Rule<WriterFixture, WriterTraits> = {
  id: "mux/stop_is_final",
  paths: ["MX-12", "X8", "X11"],
  requirement: "However many stop a writer, the first reason MUST be given to all who wait or " +
    "write later; what is gathered is dropped, and no error is told",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "later_stop_wins",
    "stop_sends_the_rest",
    "stop_forgets_the_parked",
    "write_after_stop_is_taken",
    "stop_tells_of_an_error",
    "done_never_comes",
  ],
  on: "fake",
  async check(fixture) {
    const rig = fixture.open({ markBytes: 1 });
    const { writer, end } = rig;
    end.roomBytes = 0;
    const writes = [1, 2, 3, 4].map((stream) => rig.write(stream, fixture.content(stream)));
    rig.drive();
    await mustStayPending(writer.done, "done, of a writer at work");
    const reasons = Array.from({ length: STOPS }, (_, index) => new Error(`stop ${index}`));
    const stops = reasons.map(async (reason) => {
      await null;
      writer.stop(reason);
    });
    await Promise.all(stops);
    mustBeStopped(writer, reasons[0]);
    await mustResolve(writer.done, "done, after a stop");
    await mustResolve(writer.drained(), "drained, after a stop");
    for (const { parked, settled } of writes) {
      if (parked !== undefined) await mustResolve(settled, "a write that waits at a stop");
    }
    end.roomBytes = Infinity;
    writer.flush();
    writer.writeControl(controlHeader(CANCEL, 1, 0), new Uint8Array(0));
    const late = rig.write(5, fixture.content(5));
    mustEqual(late.fate, { expected: "refused", what: "a write after the stop" });
    await rig.drain();
    mustEqual(end.log.byteCount, { expected: 0, what: "bytes sent after the stop" });
    mustEqual(writer.bufferedBytes, { expected: 0, what: "bytes gathered after the stop" });
    mustEqual(writer.parkedCount, { expected: 0, what: "writes that wait after the stop" });
    mustEqual(rig.errors.length, { expected: 0, what: "calls of onError" });
    for (const { fate, reason } of [...writes, late].filter(({ parked }) => parked !== undefined)) {
      must(fate === "refused" && reason === reasons[0], {
        expected: "who waited is refused with the first reason",
        actual: `${fate} with ${reason}`,
      });
    }
    must(late.reason === reasons[0], { expected: "the first reason", actual: late.reason });
    return holds();
  },
};
