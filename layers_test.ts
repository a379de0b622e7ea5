/** Holds the layers: which folder may import which, and where native calls may stand. @module */
import { assert } from "@std/assert";
import { type Import, importsOf, occurrences, readSourceFiles } from "./source_files.ts";

/** What each folder may import besides itself and packages; all else is a step in the wrong way. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  ffi: [],
  lib: ["ffi"],
  results: ["lib", "ffi"],
  conformance: ["results", "lib", "ffi"],
  bench: ["results", "lib", "ffi"],
  reports: ["results"],
  cli: ["reports", "bench", "conformance", "results", "lib", "ffi", "deno.json"],
  links: [],
  examples: ["mod.ts", "lib"],
};

const FILES = readSourceFiles();

function complain(wrong: readonly string[]): void {
  assert(wrong.length === 0, `\n${wrong.join("\n")}`);
}

function layerOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : path;
}

function isOwn({ target }: Import): boolean {
  return layerOf(target) in MAY_IMPORT || target === "deno.json";
}

function wrongImport(from: string, { target, line }: Import): string[] {
  const allowed = MAY_IMPORT[layerOf(from)]!;
  const layer = layerOf(target);
  if (layer === layerOf(from) || allowed.includes(layer)) return [];
  const cure = allowed.length > 0
    ? `${layerOf(from)}/ may import only ${allowed.join(", ")}`
    : `${layerOf(from)}/ imports no other folder`;
  return [`${from}:${line}: imports ${target}: ${cure}; move the code, or hand it in`];
}

Deno.test("every import points down the layers", () => {
  const wrong = FILES.filter(({ path }) => layerOf(path) in MAY_IMPORT).flatMap((file) =>
    importsOf(file).filter(isOwn).flatMap((one) => wrongImport(file.path, one))
  );
  complain(wrong);
});

Deno.test("native calls stand in ffi/ only", () => {
  const wrong = FILES.filter(({ path }) => layerOf(path) !== "ffi").flatMap((file) =>
    occurrences(file, /\bDeno\.(?:dlopen|Unsafe\w+)/g).map((place) =>
      `${place}: calls native code: put the call into ffi/ and import it`
    )
  );
  complain(wrong);
});

Deno.test("every folder with TypeScript has its place in the layers", () => {
  const folders = new Set(
    FILES.map(({ path }) => layerOf(path)).filter((layer) => !/\./.test(layer)),
  );
  const strangers = [...folders].filter((folder) => !(folder in MAY_IMPORT));
  complain(
    strangers.map((one) => `${one}/: give it a place in MAY_IMPORT and docs/architecture.md`),
  );
});

Deno.test("imports that run form no cycle", () => {
  const imports = new Map(FILES.map((file) => [
    file.path,
    importsOf(file).filter(({ kind }) => kind === "value").map(({ target }) => target),
  ]));
  const done = new Set<string>();
  const cycles: string[] = [];
  function visit(path: string, trail: readonly string[]): void {
    const start = trail.indexOf(path);
    if (start >= 0) {
      const cycle = [...trail.slice(start), path].join(" -> ");
      cycles.push(`${cycle}: move what both need into a file of its own`);
    } else if (!done.has(path)) {
      done.add(path);
      for (const target of imports.get(path) ?? []) visit(target, [...trail, path]);
    }
  }
  for (const path of imports.keys()) visit(path, []);
  complain(cycles);
});

Deno.test("folders beside each other form no cycle", () => {
  const edges = new Map<string, string>();
  for (const file of FILES.filter(({ path }) => !path.endsWith("_test.ts"))) {
    for (const one of importsOf(file)) {
      const [from, to] = siblings(file.path, one.target);
      if (from && to) edges.set(`${from} -> ${to}`, `${file.path}:${one.line}`);
    }
  }
  const wrong = [...edges].flatMap(([edge, place]) => {
    const back = edges.get(edge.split(" -> ").reverse().join(" -> "));
    return back ? [`${place}: ${edge} closes a cycle with ${back}: keep one of the two`] : [];
  });
  complain(wrong);
});

/** The two folders below the last one that both paths share; empty where one is a file there. */
function siblings(a: string, b: string): readonly [string?, string?] {
  const [left, right] = [a.split("/"), b.split("/")];
  let depth = 0;
  while (left[depth] === right[depth] && depth < left.length) depth++;
  if (depth >= left.length - 1 || depth >= right.length - 1) return [];
  return [left.slice(0, depth + 1).join("/"), right.slice(0, depth + 1).join("/")];
}
