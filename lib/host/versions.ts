/** Versions of what a run rests on: Deno, V8, the native libraries and the C compiler. @module */
import { findCompiler } from "../../ffi/compiler.ts";
import { probeLibrary } from "../../ffi/library_file.ts";

/** What is not there is named `absent`, so that a report shows that it was looked for. */
export function collectVersions(): Record<string, string> {
  const compiler = findCompiler();
  return {
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    liburing: libraryVersion("liburing.so.2"),
    libbpf: libraryVersion("libbpf.so.1"),
    compiler: compiler.available ? compiler.version : "absent",
  };
}

function libraryVersion(soname: string): string {
  const probe = probeLibrary(soname);
  return probe.available ? probe.version : "absent";
}
