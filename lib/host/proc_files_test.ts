/** Tests of the readers of /proc. @module */
import { assertEquals } from "@std/assert";
import {
  effectiveCapabilities,
  effectiveUserId,
  isAtLeast,
  readFact,
  readField,
} from "./proc_files.ts";

const STATUS = "Name:\tdeno\nUid:\t1000\t1001\t1000\t1000\nCapEff:\t000000c000201000\n";

Deno.test("effectiveCapabilities() names the bits that are set", () => {
  const names = [...effectiveCapabilities(STATUS)].sort();
  assertEquals(names, ["CAP_BPF", "CAP_NET_ADMIN", "CAP_PERFMON", "CAP_SYS_ADMIN"]);
});

Deno.test("effectiveCapabilities() is empty when the mask is zero or absent", () => {
  assertEquals(effectiveCapabilities("CapEff:\t0000000000000000\n").size, 0);
  assertEquals(effectiveCapabilities("").size, 0);
});

Deno.test("effectiveUserId() takes the second number when there are four", () => {
  assertEquals(effectiveUserId(STATUS), 1001);
  assertEquals(effectiveUserId(""), undefined);
});

Deno.test("readField() finds a field when spaces or tabs surround the colon", () => {
  assertEquals(
    readField("model name\t: Some CPU @ 2 GHz\nflags : fpu\n", "model name"),
    "Some CPU @ 2 GHz",
  );
  assertEquals(readField("a: 1\n", "b"), undefined);
});

Deno.test("readFact() is undefined when the file is absent", () => {
  assertEquals(readFact("/proc/self/no_such_file"), undefined);
});

Deno.test("isAtLeast() compares number by number when versions carry suffixes", () => {
  assertEquals(isAtLeast("6.1.0-13-amd64", "5.8"), true);
  assertEquals(isAtLeast("5.10.0", "5.8"), true);
  assertEquals(isAtLeast("5.8", "5.8.0"), true);
  assertEquals(isAtLeast("5.4.277-rc1", "5.8"), false);
  assertEquals(isAtLeast("2.10.0", "2.9.6"), true);
  assertEquals(isAtLeast("1.99.9", "2.9.0"), false);
});
