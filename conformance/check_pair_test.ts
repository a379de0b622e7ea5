/** Tests of one check: what an exception means, and where a check runs. @module */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { SysError } from "../ffi/errno.ts";
import { AVAILABLE, type Probe } from "../lib/implementation.ts";
import { ringbufImplementations } from "../lib/ringbuf/table.ts";
import { judge } from "./check_pair.ts";
import { Broken, Denied, HarnessFault, holds, NotExercised, type Rule } from "./rule.ts";
import { type AnySuite, chooseGround } from "./suite.ts";

const DENIED: Probe = { available: false, reason: "no CAP_BPF", cure: "run as root", denied: true };
const copy = ringbufImplementations[0]!;

function rule(over: Partial<Rule<never>> = {}): Rule<never> {
  return {
    id: "shared/x",
    paths: [],
    requirement: "It MUST",
    source: "x",
    killedBy: [],
    on: "both",
    check: holds,
    ...over,
  };
}

function suite(kernel: Probe): AnySuite {
  return {
    path: "ringbuf",
    role: "source",
    implementations: [],
    rules: [],
    mutants: [],
    bugs: [],
    plain: copy,
    probeKernel: () => kernel,
    openFixture: () => ({ [Symbol.dispose]() {} }),
  };
}

Deno.test("judge() takes an unknown exception for the implementation's", () => {
  const verdict = judge(new SysError("mmap", 12));
  assertEquals(verdict.verdict, "broken");
  assertStringIncludes(JSON.stringify(verdict), "ENOMEM");
});

Deno.test("judge() tells broken, not exercised, denied and the harness's fault apart", () => {
  const errors = [new Broken("a", "b"), new NotExercised("c"), new Denied("d")];
  assertEquals(errors.map((error) => judge(error).verdict), [
    "broken",
    "not_exercised",
    "skipped",
  ]);
  assertEquals(judge(new HarnessFault("e")), { verdict: "error", reason: "e" });
});

Deno.test("judge() looks through the error of a disposal to the one before it", () => {
  const both = new SuppressedError(new Error("disposal"), new Broken("a", "b"));
  assertEquals(judge(both), { verdict: "broken", expected: "a", actual: "b" });
});

Deno.test("chooseGround() takes the kernel where it is there", () => {
  const pair = { rule: rule(), implementation: copy };
  assertEquals(chooseGround(suite(AVAILABLE), pair), { on: "kernel" });
});

Deno.test("chooseGround() falls back to the fake where the kernel is denied", () => {
  const pair = { rule: rule(), implementation: copy };
  assertEquals(chooseGround(suite(DENIED), pair), { on: "fake" });
});

Deno.test("chooseGround() skips a kernel rule where the kernel is denied", () => {
  const pair = { rule: rule({ on: "kernel" }), implementation: copy };
  assertEquals(chooseGround(suite(DENIED), pair), { skipped: "no CAP_BPF; run as root" });
});

Deno.test("chooseGround() calls a feature absent that nobody denies", () => {
  const implementation = { ...copy, probe: (): Probe => ({ ...DENIED, denied: false }) };
  const ground = chooseGround(suite(AVAILABLE), { rule: rule(), implementation });
  assertEquals(ground, { absent: "no CAP_BPF; run as root" });
});

Deno.test("chooseGround() checks what is unavailable where the rule is about that", () => {
  const implementation = { ...copy, probe: () => DENIED };
  const pair = { rule: rule({ evenUnavailable: true }), implementation };
  assertEquals(chooseGround(suite(AVAILABLE), pair), { on: "kernel" });
});
