/** Shared libraries that a host may lack: opened by name, with a cure in the error. @module */

/** A shared library that the dynamic linker does not find. */
export class LibraryMissing extends Error {
  override readonly name = "LibraryMissing";
  /** What is missing, in a sentence. */
  readonly reason: string;
  /** The command that mends it. */
  readonly cure: string;

  constructor(library: string, options: { readonly cure: string; readonly cause?: unknown }) {
    const reason = `${library} is not installed, or lacks a function that we call`;
    super(`Cannot open ${library}: ${reason}; ${options.cure}`, { cause: options.cause });
    this.reason = reason;
    this.cure = options.cure;
  }
}

/** What {@linkcode openLibrary} takes. */
export interface LibraryOptions<S extends Deno.ForeignLibraryInterface> {
  readonly symbols: S;
  /** The command that installs it. */
  readonly cure: string;
}

/**
 * Opens a library by its soname. The caller closes it, or leaves it open until the thread ends.
 *
 * @throws {LibraryMissing} when it is not found, or is too old to have each symbol.
 * @throws {Deno.errors.NotCapable} without `--allow-ffi`.
 */
export function openLibrary<S extends Deno.ForeignLibraryInterface>(
  soname: string,
  options: LibraryOptions<S>,
): Deno.DynamicLibrary<S> {
  try {
    return Deno.dlopen(soname, options.symbols);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable) throw cause;
    throw new LibraryMissing(soname, { cure: options.cure, cause });
  }
}

/** Whether a library is here, and which one. */
export type LibraryProbe =
  | {
    readonly available: true;
    /** The file that the dynamic linker chose, links resolved. */
    readonly path: string;
    /** What stands behind `.so.` in that file's name, `2.3`. */
    readonly version: string;
  }
  | { readonly available: false; readonly reason: string };

/** Looks a library up by its soname, and closes it again. */
export function probeLibrary(soname: string): LibraryProbe {
  let library;
  try {
    library = Deno.dlopen(soname, {});
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable) throw cause;
    return { available: false, reason: `${soname} is not installed` };
  }
  try {
    const path = mappedPath(soname);
    const version = /\.so\.([\d.]+)$/.exec(path)?.[1] ?? "unknown";
    return { available: true, path, version };
  } finally {
    library.close();
  }
}

/** The file behind a library that is loaded; its soname where /proc does not show it. */
function mappedPath(soname: string): string {
  const stem = soname.slice(0, soname.indexOf(".so"));
  for (const line of Deno.readTextFileSync("/proc/self/maps").split("\n")) {
    const path = line.slice(line.indexOf("/"));
    if (path.includes(`/${stem}.so`)) return Deno.realPathSync(path);
  }
  return soname;
}
