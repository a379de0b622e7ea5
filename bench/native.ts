/** Builds the native row into memory; nothing of it outlives the run. @module */
import { compileC, CompileError, findCompiler } from "../ffi/compiler.ts";
import type { OwnedFd } from "../ffi/fd.ts";
import { openMemfd } from "../ffi/memfd.ts";
import type { NativeLibrary } from "./rows.ts";
import type { NativeSource, Scenario } from "./scenario.ts";

/** The loop of the ringbuf path. */
const RINGBUF: NativeSource = {
  file: "ringbuf.c",
  flags: ["-l:libbpf.so.1"],
  cure: "install libbpf, such as `apt install libbpf1`, and the C headers",
};

const NOT_NEEDED: NativeLibrary = {
  reason: "the scenario has no row in C",
  cure: "none is needed",
};

/** The libraries of a run, each built when the first scenario asks for it. */
export class NativeLibraries implements Disposable {
  readonly #built = new Map<string, BuiltNative>();

  /** That of a scenario, or why there is none. */
  of({ native }: Pick<Scenario, "native">): NativeLibrary {
    if (native === false) return NOT_NEEDED;
    const source = native === true ? RINGBUF : native;
    const known = this.#built.get(source.file);
    if (known !== undefined) return known;
    const built = buildNative(source);
    this.#built.set(source.file, built);
    return built;
  }

  [Symbol.dispose](): void {
    for (const built of this.#built.values()) built[Symbol.dispose]();
    this.#built.clear();
  }
}

/** The library, and what keeps it alive. */
export type BuiltNative = NativeLibrary & Disposable;

/**
 * Compiles a file of bench/native into a memory file without a name: the directory of the compiler
 * is gone before this returns, and the memory goes with this process. Subjects load it by the path
 * `/proc/<our id>/fd/<n>` as long as we run. The caller disposes it.
 */
export function buildNative(source: NativeSource = RINGBUF): BuiltNative {
  const compiler = findCompiler();
  if (!compiler.available) return missing(compiler.reason, compiler.cure);
  try {
    using object = compileC({
      file: new URL(`./native/${source.file}`, import.meta.url).pathname,
      output: "shared",
      flags: source.flags,
    });
    const memory = toMemory(Deno.readFileSync(object.path));
    return {
      libraryPath: `/proc/${Deno.pid}/fd/${memory.fd}`,
      [Symbol.dispose]: () => memory[Symbol.dispose](),
    };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    const said = error.message.split("\n").slice(0, 3).join(" | ");
    return missing(said, source.cure);
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
