/** Tests of the host checks, with hosts that this one is not. @module */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { getLimit } from "../../ffi/limits.ts";
import type { Finding, Host } from "./check.ts";
import { CHECKS, type ExaminedCheck, examineOne, isComplete } from "./doctor.ts";
import { readFact } from "./proc_files.ts";

const HERE: Host = {
  denoMinimum: "2.9.0",
  isTerminal: false,
  status: readFact("/proc/self/status") ?? "",
  kernel: Deno.osRelease(),
};

const UNPRIVILEGED = "Uid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000000000\n";
const BARE_ROOT = "Uid:\t0\t0\t0\t0\nCapEff:\t0000000000000000\n";

async function examine(id: string, host: Partial<Host>): Promise<Finding> {
  const check = CHECKS.find((one) => one.id === id);
  assert(check, `no check ${id}`);
  return await check.examine({ ...HERE, ...host });
}

Deno.test("kernel is missing when it has no ring buffer", async () => {
  const finding = await examine("kernel", { kernel: "5.4.0-150-generic" });
  assert(finding.status === "missing");
  assertMatch(finding.cure, /5\.8/);
});

Deno.test("deno is missing when it is older than the minimum", async () => {
  assertEquals((await examine("deno", { denoMinimum: "99.0.0" })).status, "missing");
  assertEquals((await examine("deno", { denoMinimum: "2.0.0" })).status, "ok");
});

Deno.test("privileges are limited when a user has no capability, and the cure is root", async () => {
  const finding = await examine("privileges", { status: UNPRIVILEGED });
  assert(finding.status === "limited");
  assertMatch(finding.cure, /sudo/);
});

Deno.test("privileges are limited when root has no capability, and the cure is not root", async () => {
  const finding = await examine("privileges", { status: BARE_ROOT });
  assert(finding.status === "limited");
  assertMatch(finding.cure, /CAP_BPF/);
});

Deno.test("memlock does not matter when the kernel charges the cgroup", async () => {
  assertEquals((await examine("memlock", { kernel: "5.11.0" })).status, "ok");
});

Deno.test("memlock matters when the kernel is older, and the limit is small", async () => {
  const isSmall = getLimit("memlock").soft < 64 << 20;
  assertEquals((await examine("memlock", { kernel: "5.8" })).status, isSmall ? "missing" : "ok");
});

Deno.test("every check has an id of its own and says what it is needed for", () => {
  assertEquals(new Set(CHECKS.map(({ id }) => id)).size, CHECKS.length);
  assertEquals(CHECKS.filter(({ neededBy }) => neededBy.length === 0), []);
});

Deno.test("examineOne() makes a finding of what a check throws", async () => {
  const examine = () => {
    throw new Error("too many open files");
  };
  const finding = await examineOne({ id: "x", neededBy: ["test"], examine }, HERE);
  assertEquals([finding.status, finding.detail], ["missing", "too many open files"]);
});

Deno.test("isComplete() is false only when bench or conformance misses something", () => {
  const rest = { detail: "", costs: "", cure: "" };
  const check = (status: "missing" | "limited", need: "bench" | "libbpf"): ExaminedCheck => ({
    ...{ id: "x", neededBy: [need], status },
    ...rest,
  });
  assertEquals(isComplete([check("missing", "bench")]), false);
  assertEquals(isComplete([check("limited", "bench"), check("missing", "libbpf")]), true);
});
