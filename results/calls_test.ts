/** Tests of compared system calls. @module */
import { assertEquals } from "@std/assert";
import { callCells, compareCalls } from "./calls.ts";
import { fakeSyscalls } from "./fixture.ts";
import { groupLines } from "./groups.ts";
import type { RowRole, SyscallLine } from "./schema.ts";

/** A row that made `count` calls in 1000 operations. */
function row(implementation: string, role: RowRole, count: number): SyscallLine {
  return fakeSyscalls({ implementation, role, operations: 1000, counts: { read: count } });
}

const COPY = row("copy", "baseline", 1000);

function groupOf(...lines: readonly SyscallLine[]) {
  return groupLines(lines, COPY.scenario)[0]!;
}

Deno.test("compareCalls() calls no difference that two rows of the baseline have too", () => {
  const group = groupOf(
    COPY,
    row("copy", "baseline_again", 990),
    row("lease", "subject", 1008),
    row("unsafe", "subject", 985),
  );
  const against = [...compareCalls(group).values()].map((calls) => calls.against);
  assertEquals(against, [null, "alike", "alike", "fewer"]);
});

Deno.test("callCells() gives the calls of an operation, with the ratio and a verdict", () => {
  const cells = [...callCells(groupOf(COPY, row("unsafe", "subject", 10))).values()];
  assertEquals(cells.map(({ value, verdict }) => [value, verdict]), [
    [1, "baseline"],
    [0.01, "better"],
  ]);
  assertEquals(cells[1]!.ratio?.estimate, 0.01);
});

Deno.test("callCells() judges nothing where no calls of the baseline were counted", () => {
  const [cell] = callCells(groupOf(row("unsafe", "subject", 10))).values();
  assertEquals([cell?.verdict, cell?.reason], [
    "not judged",
    "no calls of the baseline were counted",
  ]);
});

Deno.test("callCells() does not judge a native row", () => {
  const cells = callCells(groupOf(COPY, row("native", "native", 10)));
  assertEquals([...cells.values()].map(({ verdict }) => verdict), ["baseline", "not judged"]);
});
