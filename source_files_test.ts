/** Tests of the reader that the layer and tidy tests stand on. @module */
import { assert, assertEquals } from "@std/assert";
import { importsOf, occurrences, readSourceFiles, type SourceFile } from "./source_files.ts";

function file(path: string, text: string): SourceFile {
  return { path, text, code: text };
}

Deno.test("importsOf() tells imports that run from types and URLs, with path and line", () => {
  const text = `/** A file. @module */
import { type A, b } from "../ffi/b.ts";
import type { C } from "./c.ts";
export * from "valibot";
const worker = new URL("./worker.ts", import.meta.url);
const later = await import("./later.ts");
`;
  const found = importsOf(file("lib/a.ts", text)).map((one) => [one.kind, one.target, one.line]);
  assertEquals(found.sort((a, b) => Number(a[2]) - Number(b[2])), [
    ["value", "ffi/b.ts", 2],
    ["type", "lib/c.ts", 3],
    ["value", "valibot", 4],
    ["url", "lib/worker.ts", 5],
    ["value", "lib/later.ts", 6],
  ]);
});

Deno.test("importsOf() finds an import that is spread over lines", () => {
  const text = `import {\n  a,\n  b,\n} from "./b.ts";\n`;
  assertEquals(importsOf(file("lib/a.ts", text)).map(({ target }) => target), ["lib/b.ts"]);
});

Deno.test("readSourceFiles() blanks comments and keeps strings, line by line", () => {
  const self = readSourceFiles().find(({ path }) => path === "source_files_test.ts");
  assert(self);
  // A comment that names forbidden.thing() must not count; the next line has it in a string.
  const kept = "forbidden.thing()";
  const found = occurrences(self, new RegExp(kept.replace(/[.()]/g, "\\$&"), "g"));
  assertEquals(found.length, 1);
  assertEquals(self.code.split("\n").length, self.text.split("\n").length);
});
