/** Tests of the leak counters; pure, since other tests open descriptors meanwhile. @module */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { countHoldings, describeLeak } from "./counters.ts";

const NOTHING = { fds: [], mappings: [] };

Deno.test("describeLeak() gives undefined when less is held than before", () => {
  const before = { fds: ["3 pipe", "4 anon_inode:[eventfd]"], mappings: ["anon_inode:bpf-map"] };
  assertEquals(describeLeak(before, { ...before, fds: ["3 pipe"] }), undefined);
});

Deno.test("describeLeak() names the descriptor that is new", () => {
  const now = { fds: ["3 anon_inode:[eventfd]"], mappings: [] };
  assertEquals(describeLeak(NOTHING, now), "1 descriptors (3 anon_inode:[eventfd])");
});

Deno.test("describeLeak() notices a number that refers to something else now", () => {
  const before = { fds: ["3 pipe"], mappings: [] };
  const leak = describeLeak(before, { fds: ["3 anon_inode:[eventfd]"], mappings: [] });
  assertStringIncludes(leak!, "eventfd");
});

Deno.test("describeLeak() counts mappings", () => {
  const now = { fds: [], mappings: ["anon_inode:bpf-map", "anon_inode:bpf-map"] };
  assertEquals(describeLeak(NOTHING, now), "2 mappings of anon_inode:bpf-map");
});

Deno.test("countHoldings() sees the standard descriptors", () => {
  const numbers = countHoldings().fds.map((fd) => Number.parseInt(fd));
  assertEquals(numbers.slice(0, 3), [0, 1, 2]);
});
