/** An error of the socket ends a writer, and is told once. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { ERRNO, SysError } from "../../ffi/errno.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import { mustResolve } from "./settling.ts";
import { mustBeStopped } from "./writer_rig.ts";
import type { WriterFixture } from "./writer_fixture.ts";

export const writeErrorIsToldOnce: Rule<WriterFixture, WriterTraits> = {
  id: "mux/write_error_is_told_once",
  paths: ["MX-12"],
  requirement: "A failed write MUST be told to onError once, which may stop the writer; who " +
    "waits and who writes later gets that error, and done resolves",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "tells_the_error_twice",
    "error_is_swallowed",
    "done_never_comes",
    "stop_forgets_the_parked",
  ],
  on: "fake",
  async check(fixture) {
    for (const stops of [false, true]) {
      const rig = fixture.open({
        markBytes: 1,
        onError: (writer) => stops ? writer.stop(new Error("from onError")) : undefined,
      });
      rig.end.roomBytes = 5;
      const writes = [1, 2, 3].map((stream) => rig.write(stream, fixture.content(stream)));
      rig.drive();
      rig.end.errno = ERRNO.EPIPE;
      rig.drive();
      mustEqual(rig.errors.length, { expected: 1, what: "calls of onError" });
      const [error] = rig.errors;
      must(error instanceof SysError && error.errno === ERRNO.EPIPE, {
        expected: "onError gets EPIPE as a SysError",
        actual: error,
      });
      mustBeStopped(rig.writer, error);
      await mustResolve(rig.writer.done, "done, after an error");
      for (const { parked, settled } of writes) {
        if (parked !== undefined) await mustResolve(settled, "a write that waited");
      }
      const refused = [
        ...writes.filter(({ fate }) => fate === "refused"),
        rig.write(4, fixture.content(4)),
      ];
      for (const { reason } of refused) {
        must(reason === error, { expected: "writes are refused with that error", actual: reason });
      }
      rig.writer.flush();
      rig.writer.stop(new Error("later"));
      mustEqual(rig.errors.length, { expected: 1, what: "calls of onError, later ones too" });
    }
    return holds();
  },
};
