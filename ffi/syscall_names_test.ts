/** Tests of the system call tables; abi_test.ts compares them with C. @module */
import { assertEquals } from "@std/assert";
import { syscallNumber, syscallNumbers } from "./syscall_names.ts";

Deno.test("syscallNumbers() has the numbers of both architectures", () => {
  assertEquals(syscallNumbers("x86_64").get("epoll_wait"), 232);
  assertEquals(syscallNumbers("x86_64").get("bpf"), 321);
  assertEquals(syscallNumbers("aarch64").get("epoll_wait"), undefined);
  assertEquals(syscallNumbers("aarch64").get("epoll_pwait"), 22);
  assertEquals(syscallNumbers("aarch64").get("bpf"), 280);
});

Deno.test("syscallNumbers() has no name and no number twice", () => {
  for (const architecture of ["x86_64", "aarch64"] as const) {
    const numbers = [...syscallNumbers(architecture).values()];
    assertEquals(new Set(numbers).size, numbers.length);
  }
});

Deno.test("syscallNumber() is undefined for a name that does not exist", () => {
  assertEquals(syscallNumber("no_such"), undefined);
});
