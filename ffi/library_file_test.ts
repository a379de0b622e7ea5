/** Tests of finding shared libraries. @module */
import { assert, assertMatch } from "@std/assert";
import { probeLibrary } from "./library_file.ts";

Deno.test("probeLibrary() gives the file when the library is there", () => {
  const probe = probeLibrary("libc.so.6");
  assert(probe.available);
  assertMatch(probe.path, /^\/.*\/libc\.so\.6|^\/.*\/libc-/);
});

Deno.test("probeLibrary() gives the loader's reason when it is not", () => {
  const probe = probeLibrary("libnosuchthing.so.1");
  assert(!probe.available);
  assertMatch(probe.reason, /^libnosuchthing\.so\.1 cannot be loaded: libnosuchthing/);
});
