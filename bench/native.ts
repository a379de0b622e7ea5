/** Builds the native row into memory; nothing of it outlives the run. @module */
import { compileC, CompileError, findCompiler } from "../ffi/compiler.ts";
import type { OwnedFd } from "../ffi/fd.ts";
import { openMemfd } from "../ffi/memfd.ts";
import type { NativeLibrary } from "./rows.ts";

/** The library, and what keeps it alive. */
export type BuiltNative = NativeLibrary & Disposable;

/**
 * Compiles bench/native/ringbuf.c into a memory file without a name: the directory of the compiler
 * is gone before this returns, and the memory goes with this process. Subjects load it by the path
 * `/proc/<our id>/fd/<n>` as long as we run. The caller disposes it.
 */
export function buildNative(): BuiltNative {
  const compiler = findCompiler();
  if (!compiler.available) return missing(compiler.reason, compiler.cure);
  try {
    using object = compileC({
      file: new URL("./native/ringbuf.c", import.meta.url).pathname,
      output: "shared",
      flags: ["-l:libbpf.so.1"],
    });
    const memory = toMemory(Deno.readFileSync(object.path));
    return {
      libraryPath: `/proc/${Deno.pid}/fd/${memory.fd}`,
      [Symbol.dispose]: () => memory[Symbol.dispose](),
    };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    const said = error.message.split("\n").slice(0, 3).join(" | ");
    return missing(said, "install libbpf, such as `apt install libbpf1`, and the C headers");
  }
}

function missing(reason: string, cure: string): BuiltNative {
  return { reason, cure, [Symbol.dispose]() {} };
}

function toMemory(bytes: Uint8Array<ArrayBuffer>): OwnedFd {
  const memory = openMemfd("ringside_native", { sizeBytes: 0 });
  try {
    Deno.writeFileSync(`/proc/self/fd/${memory.fd}`, bytes);
    return memory;
  } catch (error) {
    memory[Symbol.dispose]();
    throw error;
  }
}
