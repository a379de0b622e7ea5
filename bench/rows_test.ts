/** Tests of rows.ts. @module */
import { assertEquals } from "@std/assert";
import type { Probe } from "../lib/implementation.ts";
import { ringbufImplementations } from "../lib/ringbuf/table.ts";
import { candidates as builtIn } from "./candidates.ts";
import { batch as netlinkBatch } from "./netlink/batch.ts";
import { type Candidate, planRows, tablesOf } from "./rows.ts";
import { recordSize } from "./ringbuf/record_size.ts";

const native = { libraryPath: "/proc/1/fd/9" };
const candidates: readonly Candidate[] = ringbufImplementations.slice(0, 2)
  .map((implementation) => ({ implementation, module: `file:///${implementation.name}.ts` }));

Deno.test("planRows() runs the baseline twice and the floors beside the subjects", () => {
  const { rows } = planRows(recordSize, { candidates, native });
  assertEquals(rows.map(({ name, role }) => `${name} ${role}`), [
    "copy baseline",
    "copy baseline_again",
    "unsafe subject",
    "null floor",
    "bare_call floor",
    "native native",
  ]);
});

Deno.test("planRows() says why there is no native row", () => {
  const why = { reason: "no C compiler", cure: "install one" };
  const { missing } = planRows(recordSize, { candidates, native: why });
  assertEquals(missing, [{ name: "native", ...why }]);
});

Deno.test("planRows() says why an implementation cannot run here", () => {
  const probe = (): Probe => ({ available: false, reason: "no", cure: "buy one", denied: true });
  const [first, second] = candidates;
  const denied = { ...second!, implementation: { ...second!.implementation, probe } };
  const { missing } = planRows(recordSize, { candidates: [first!, denied], native });
  assertEquals(missing, [{ name: "unsafe", reason: "no", cure: "buy one" }]);
});

Deno.test("planRows() has only baseline and twin for the check of the harness", () => {
  const { rows } = planRows(recordSize, { candidates, native, onlyTwins: true });
  assertEquals(rows.map(({ role }) => role), ["baseline", "baseline_again"]);
});

Deno.test("planRows() has a baseline for each table of a scenario", () => {
  const { rows } = planRows(netlinkBatch, { candidates: builtIn, native });
  const baselines = rows.filter(({ role }) => role === "baseline");
  assertEquals(baselines.map(({ name, table }) => `${table} ${name}`), [
    "netlink/receive recvmsg",
    "netlink/send send",
  ]);
});

Deno.test("tablesOf() takes the path's own table where a scenario names none", () => {
  assertEquals(tablesOf(recordSize), ["ringbuf"]);
});
