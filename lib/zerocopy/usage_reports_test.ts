/** Tests of usage reports, on completions as a ring would show them. @module */
import { assertEquals } from "@std/assert";
import { IORING_CQE_F_NOTIF, IORING_NOTIF_USAGE_ZC_COPIED } from "../../ffi/uring_constants.ts";
import { type ReadyCompletions, UsageReports } from "./usage_reports.ts";

/** Completions: a number is a clear notification, a negative one says copied, null is a result. */
function ringOf(entries: readonly (number | null)[]): ReadyCompletions {
  return {
    ready: entries.length,
    userDataLow: (index) => Math.abs(entries[index] ?? 0) >>> 0,
    result: (index) => (entries[index] ?? 0) < 0 ? IORING_NOTIF_USAGE_ZC_COPIED : 0,
    cqeFlags: (index) => entries[index] === null ? 0 : IORING_CQE_F_NOTIF,
  };
}

/** C for what is judged copied, z for what is not. */
function judge(entries: readonly (number | null)[], reports = new UsageReports()): string {
  const ring = ringOf(entries);
  reports.begin();
  return entries.map((entry, index) => {
    if (entry === null) return "-";
    return reports.copied(ring, index) ? "C" : "z";
  }).join("");
}

Deno.test("copied() believes the owner of a socket buffer for all that hangs on it", () => {
  assertEquals(judge([5, 6, -9, -8, -7, 10]), "zzzzzz");
});

Deno.test("copied() lets those of a stack that tell for themselves stand in between", () => {
  assertEquals(judge([12, 15, 18, -19, -17, -16, -14, -13]), "zzzzzzzz");
});

Deno.test("copied() passes over results in between", () => {
  assertEquals(judge([6, null, -8, null, -7]), "z-z-z");
});

Deno.test("copied() knows a stack across the wrap of the numbers", () => {
  const last = 2 ** 32 - 1;
  assertEquals(judge([last - 1, 0, -2, -1, -last]), "zzzzz");
});

Deno.test("copied() believes what says copied behind an owner that was copied", () => {
  assertEquals(judge([-5, -8, -7, -6]), "CCCC");
});

Deno.test("copied() believes an owner in the middle of a stack that was copied", () => {
  assertEquals(judge([1, -5, -7, -6, -4, -3, -2]), "zCCCzzz");
});

Deno.test("copied() believes a run that does not reach down to an owner", () => {
  assertEquals(judge([5, -8, -7, 9]), "zCCz");
});

Deno.test("copied() believes copies that come one by one", () => {
  assertEquals(judge([4, 5, -7, -8, -9]), "zzCCC");
});

Deno.test("copied() does not judge by what was heard before", () => {
  const reports = new UsageReports();
  judge([5], reports);
  assertEquals(judge([-6], reports), "C");
});

Deno.test("copied() counts what it inferred: the latest send of a stack, and no other", () => {
  const reports = new UsageReports();
  judge([1, -4, -3, -2, -9], reports);
  assertEquals(reports.inferredCount, 1);
});

Deno.test("copied() infers nothing where the latest send of a stack tells for itself", () => {
  const reports = new UsageReports();
  assertEquals([judge([1, 4, -3, -2], reports), reports.inferredCount], ["zzzz", 0]);
});
