/** Tests of the installation commands. @module */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { installCure, isOnPath } from "./packages.ts";

Deno.test("installCure() names the packages as this host's package manager does", () => {
  const on = (manager: string) => (name: string) => name === manager;
  assertEquals(installCure("liburing", on("apt-get")), "`apt-get install -y liburing2`, as root");
  assertEquals(installCure("libbpf", on("dnf")), "`dnf install -y libbpf`, as root");
  assertEquals(installCure("compiler", on("pacman")), "`pacman -S --needed gcc`, as root");
  assertEquals(installCure("compiler", on("apk")), "`apk add gcc musl-dev`, as root");
});

Deno.test("installCure() names the library when no package manager is known", () => {
  assertStringIncludes(installCure("liburing", () => false), "install liburing by");
});

Deno.test("isOnPath() finds programs only", () => {
  assert(isOnPath("sh"));
  assert(!isOnPath("no_such_program_here"));
});
