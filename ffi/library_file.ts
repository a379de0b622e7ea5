/** Whether a shared library can be loaded, and which file the loader takes for it. @module */

/** A library found, or why it was not. */
export type LibraryProbe =
  | {
    readonly available: true;
    /** The file, links resolved: `/usr/lib/x86_64-linux-gnu/liburing.so.2.3`. */
    readonly path: string;
    /** What the file's name says after `.so.`: `2.3`. */
    readonly version: string;
  }
  | { readonly available: false; readonly reason: string };

/** Loads a library by its name for the loader, `liburing.so.2`, and lets it go again. */
export function probeLibrary(soname: string): LibraryProbe {
  try {
    const library = Deno.dlopen(soname, {});
    try {
      const path = mappedFile(soname) ?? soname;
      return { available: true, path, version: /\.so\.([\d.]+)$/.exec(path)?.[1] ?? "unknown" };
    } finally {
      library.close();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const told = reason.replace(/^(?:Could not open library: )+/, "");
    return { available: false, reason: `${soname} cannot be loaded: ${told}` };
  }
}

/** The file among this process's mappings that was loaded under a name. */
function mappedFile(soname: string): string | undefined {
  const stem = soname.replace(/\.so\..*$/, ".so");
  const maps = Deno.readTextFileSync("/proc/self/maps");
  return maps.split("\n").map((line) => line.slice(line.indexOf("/")))
    .find((path) => path.startsWith("/") && path.includes(`/${stem}`));
}
