/** A write that waits can be taken back, and then was never there. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import { mustResolve, stir } from "./settling.ts";
import type { WriterFixture } from "./writer_fixture.ts";

/** The stream whose writes are taken back. */
const TAKEN_BACK = 2;

export const withdrawnIsNotWritten: Rule<WriterFixture, WriterTraits> = {
  id: "mux/withdrawn_is_not_written",
  paths: ["MX-15", "X8"],
  requirement: "A withdrawal MUST reject the waiting writes of that owner at once with its " +
    "reason, none of them is written, and all others are",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "withdraw_forgets",
    "withdrawn_is_written_even_so",
    "withdraw_takes_all",
  ],
  on: "fake",
  exempt: ({ bound }) => bound === "none" ? "nobody ever waits" : undefined,
  async check(fixture) {
    const rig = fixture.open({ markBytes: 60 });
    rig.end.roomBytes = 0;
    rig.write(1, fixture.content(0));
    for (let count = 1; count < 30; count++) {
      rig.write(1 + count % 3, fixture.content(count));
      if (count === 5) rig.drive();
    }
    await stir(() => false, 0); // those that were let in are told
    const own = rig.written.filter((one) => one.stream === TAKEN_BACK && one.fate === "waits");
    must(own.length > 0, { expected: "writes wait", actual: "none does" });
    const reason = new Error("withdrawn");
    const count = rig.writer.withdraw(rig.owner(TAKEN_BACK), reason);
    for (const { settled } of own) await mustResolve(settled, "a write that is taken back");
    mustEqual(count, { expected: own.length, what: "writes taken back" });
    for (const { fate, reason: given } of own) {
      must(fate === "refused" && given === reason, {
        expected: "a write that is taken back is refused with the reason given",
        actual: `it is ${fate}, with ${given}`,
      });
    }
    const others = rig.written.filter(({ stream }) => stream !== TAKEN_BACK);
    const refused = others.filter(({ fate }) => fate === "refused").length;
    mustEqual(refused, { expected: 0, what: "writes of others refused" });
    rig.write(TAKEN_BACK, fixture.content(99)); // the writer is as it was
    await rig.drain();
    rig.mustHaveSentTheTaken();
    mustEqual(rig.writer.withdraw(rig.owner(TAKEN_BACK), reason), {
      expected: 0,
      what: "writes taken back with none waiting",
    });
    return holds();
  },
};
