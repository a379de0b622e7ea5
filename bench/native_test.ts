/** Tests of native.ts. @module */
import { assert, assertEquals } from "@std/assert";
import { findCompiler } from "../ffi/compiler.ts";
import { buildNative, NativeLibraries } from "./native.ts";

const ignore = !findCompiler().available;

Deno.test("buildNative() leaves no file behind, only memory of this process", { ignore }, () => {
  using native = buildNative();
  assert("libraryPath" in native);
  assertEquals(native.libraryPath.startsWith(`/proc/${Deno.pid}/fd/`), true);
  assertEquals(Deno.readLinkSync(native.libraryPath).startsWith("/memfd:"), true);
});

Deno.test(
  "NativeLibraries builds a file once, and none for a scenario without C",
  { ignore },
  () => {
    using natives = new NativeLibraries();
    const native = { file: "netlink.c", flags: [], cure: "" };
    assertEquals(natives.of({ native }), natives.of({ native: { ...native } }));
    assertEquals("libraryPath" in natives.of({ native: false }), false);
  },
);
