/** The project's own source files, read for the tests that judge them. @module */

/** A TypeScript file of this repository. */
export interface SourceFile {
  /** From the repository's root: `lib/ringbuf/copy.ts`. */
  readonly path: string;
  readonly text: string;
  /** The text with comments blanked, line by line, so that line numbers stay. */
  readonly code: string;
}

/** Where a file names another module. */
export interface Import {
  /** From the repository's root for a file of it, else as written: `node:util`, `valibot`. */
  readonly target: string;
  readonly line: number;
  /** How it is named: an import that runs, one of types alone, or a URL for a worker or a child. */
  readonly kind: "value" | "type" | "url";
}

const ROOT = new URL(".", import.meta.url);
const IGNORED = new Set([".git", ".ringside", "node_modules", "reports/out", "docs/sample"]);

/** Every TypeScript file of the repository, in order of path. */
export function readSourceFiles(): readonly SourceFile[] {
  return listFiles("").filter((path) => path.endsWith(".ts")).sort().map((path) => {
    const text = Deno.readTextFileSync(new URL(path, ROOT));
    return { path, text, code: blankComments(text) };
  });
}

function listFiles(folder: string): string[] {
  const paths: string[] = [];
  for (const entry of Deno.readDirSync(new URL(folder || ".", ROOT))) {
    const path = folder + entry.name;
    if (IGNORED.has(path)) continue;
    if (entry.isDirectory) paths.push(...listFiles(`${path}/`));
    else if (entry.isFile) paths.push(path);
  }
  return paths;
}

/** Strings, templates and regular expressions are passed over, comments blanked. */
const LEXEME = new RegExp(
  [
    String.raw`"(?:[^"\\\n]|\\.)*"`,
    String.raw`'(?:[^'\\\n]|\\.)*'`,
    String.raw`\x60(?:[^\x60\\]|\\[^])*\x60`,
    String.raw`(?<=[=(,:!&|?{};]\s*)/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/`,
    String.raw`/\*[^]*?\*/`,
    String.raw`//[^\n]*`,
  ].join("|"),
  "g",
);

function blankComments(text: string): string {
  return text.replace(
    LEXEME,
    (lexeme) => /^\/[*/]/.test(lexeme) ? lexeme.replace(/[^\n]/g, " ") : lexeme,
  );
}

const IMPORTS: readonly { readonly kind: Import["kind"]; readonly pattern: RegExp }[] = [
  { kind: "type", pattern: /^(?:import|export) type\b[^;"]*?\bfrom\s+"([^"]+)"/gm },
  { kind: "value", pattern: /^(?:import|export)(?! type\b)\b[^;"=]*?\bfrom\s+"([^"]+)"/gm },
  { kind: "value", pattern: /^import\s+"([^"]+)"/gm },
  { kind: "value", pattern: /\bimport\(\s*"([^"]+)"/g },
  { kind: "url", pattern: /\bnew URL\(\s*"([^"]+)",\s*import\.meta\.url/g },
  { kind: "url", pattern: /\bimport\.meta\.resolve\(\s*"([^"]+)"/g },
];

/** What a file imports, in no special order. */
export function importsOf(file: SourceFile): readonly Import[] {
  return IMPORTS.flatMap(({ kind, pattern }) =>
    [...file.code.matchAll(pattern)].map((match) => ({
      kind,
      target: resolve(match[1]!, file.path),
      line: lineAt(file.code, match.index + match[0].indexOf(match[1]!)),
    }))
  );
}

function resolve(specifier: string, from: string): string {
  if (!specifier.startsWith(".")) return specifier;
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}

/** The number of the line that holds an index into `text`, from 1. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

/** Where `pattern` (with the flag g) stands in a file's code, as `path:line`. */
export function occurrences(file: SourceFile, pattern: RegExp): readonly string[] {
  return [...file.code.matchAll(pattern)].map((match) =>
    `${file.path}:${lineAt(file.code, match.index)}`
  );
}
