/** What a writer counts is what the socket saw. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import type { WriterFixture } from "./writer_fixture.ts";

export const writerAccounts: Rule<WriterFixture, WriterTraits> = {
  id: "mux/writer_accounts",
  paths: ["X14"],
  requirement: "A writer's ledger MUST agree with an independent count: frames and bytes " +
    "taken, calls, bytes written, frames that waited and were taken back",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "counts_frames_twice",
    "counts_what_it_wished",
  ],
  on: "fake",
  async check(fixture) {
    const { random } = fixture;
    const rig = fixture.open({ markBytes: 100 });
    const { writer, end, written } = rig;
    for (let count = 0; count < 200; count++) {
      end.roomBytes = random.integer(0, 60);
      rig.write(random.integer(1, 3), fixture.content(count, random.integer(0, 40)));
      rig.drive();
      if (random.next() < 0.05) writer.withdraw(rig.owner(2), new Error("withdrawn"));
      if (random.next() < 0.5) await null;
    }
    await rig.drain();
    rig.mustHaveSentTheTaken();
    const taken = written.filter(({ fate }) => fate === "taken");
    const bytes = taken.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const { ledger } = writer;
    for (
      const [what, actual, expected] of [
        ["frames", ledger.frames, taken.length],
        ["bytes", ledger.bytes, bytes],
        ["bytes written", ledger.writtenBytes, end.log.byteCount],
        ["calls", ledger.calls, end.calls],
        ["frames taken back", ledger.withdrawn, written.length - taken.length],
        ["bytes gathered", writer.bufferedBytes, 0],
        ["frames that wait", writer.parkedCount, 0],
      ] as const
    ) mustEqual(actual, { expected, what: `${what}, by its ledger` });
    return holds();
  },
};
