/** Tests of who is struck out. @module */
import { assertEquals } from "@std/assert";
import type { Row } from "../results/comparison.ts";
import { FAKE_SCENARIO, fakeVerdict } from "../results/fixture.ts";
import { brokenBy, findBroken } from "./struck.ts";

const BROKEN = findBroken([
  fakeVerdict({ implementation: "netlink/send/uring", rule: "sink/x", verdict: "broken" }),
]);

function rulesOf(implementation: string, options: {
  readonly id: string;
  readonly tables?: string[];
}): readonly string[] {
  const row: Row = {
    implementation,
    role: "subject",
    rounds: 1,
    voidRounds: 0,
    cells: new Map(),
    syscalls: null,
    memory: null,
  };
  return brokenBy(row, { scenario: { ...FAKE_SCENARIO, ...options }, broken: BROKEN });
}

Deno.test("brokenBy() finds an implementation of a role in the scenarios of its path", () => {
  const tables = ["netlink/send"];
  assertEquals(rulesOf("uring", { id: "netlink/destinations", tables }), ["sink/x"]);
});

Deno.test("brokenBy() spares one of the same name in another role", () => {
  const tables = ["netlink/receive"];
  assertEquals(rulesOf("uring", { id: "netlink/offered_rate", tables }), []);
});

Deno.test("brokenBy() spares one of the same name on another path", () => {
  assertEquals(rulesOf("uring", { id: "zerocopy/payload" }), []);
});

Deno.test("brokenBy() finds either half of a pair", () => {
  const tables = ["netlink/dump"];
  assertEquals(rulesOf("uring+uring", { id: "netlink/dump_cycle", tables }), ["sink/x"]);
});
