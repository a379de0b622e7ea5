/** The C compiler is the judge of prototypes: each comment against C, each FFI type against it. @module */
import { assertEquals } from "@std/assert";
import { compileC, findCompiler, runC } from "./compiler.ts";

/** The headers that declare what a module calls. */
const HEADERS: Readonly<Record<string, readonly string[]>> = {
  "bare_call.ts": ["stdlib.h"],
  "libbpf.ts": ["bpf/libbpf.h"],
  "libc.ts": [
    "errno.h",
    "fcntl.h",
    "sched.h",
    "signal.h",
    "string.h",
    "sys/epoll.h",
    "sys/eventfd.h",
    "sys/ioctl.h",
    "sys/mman.h",
    "sys/mount.h",
    "sys/prctl.h",
    "sys/resource.h",
    "time.h",
    "unistd.h",
  ],
  "liburing.ts": ["liburing.h"],
  "signals.ts": ["dlfcn.h", "signal.h"],
  "socket.ts": ["net/if.h", "sys/socket.h"],
  "transfer.ts": ["sys/socket.h", "sys/uio.h"],
};

/** Modules whose counts come back in 32 bits: the kernel moves less than 2 GiB a call. */
const NARROW_COUNTS: ReadonlySet<string> = new Set(["transfer.ts"]);

/**
 * Functions whose declaration in C is not the prototype that we call them by: variadic ones, those
 * whose first parameter is an enum of glibc's own, and one that newer headers declare otherwise.
 */
const CALLED_OTHERWISE: ReadonlySet<string> = new Set([
  "fcntl",
  "ioctl",
  "open",
  "prctl",
  "getrusage",
  "getrlimit",
  "setrlimit",
  "io_uring_enter2",
]);

/** One row of a SYMBOLS table, with the C prototype of the comment above it. */
interface Row {
  readonly prototype: string;
  readonly name: string;
  readonly parameters: readonly string[];
  readonly result: string;
}

/** The SYMBOLS table of a module, as text, each comment on one line. */
function readTable(module: string): string {
  const text = Deno.readTextFileSync(new URL(module, import.meta.url));
  const start = text.indexOf("const SYMBOLS = {");
  return text.slice(start, text.indexOf("} as const", start)).replaceAll(/\n\s*\/\/ {3}/g, " ");
}

/** The rows of a table; those that go through syscall(2) have no prototype to compare. */
function readRows(table: string): Row[] {
  const comment = /\/\/ ([^\n]*\)[^\n]*)\n/;
  const key = /\s+(\w+): \{\s*(?:name: "(\w+)",\s*)?/;
  const types = /parameters: \[([^\]]*)\],\s*result: ("?\w+)/;
  const row = new RegExp(comment.source + key.source + types.source, "g");
  return [...table.matchAll(row)]
    .map(([, prototype, symbol, name, parameters, result]) => ({
      prototype: prototype!.slice(0, prototype!.lastIndexOf(")") + 1),
      name: name ?? symbol!,
      parameters: [...parameters!.matchAll(/"?\w+/g)].map(([type]) => ffiType(type)),
      result: ffiType(result!),
    }))
    .filter(({ name }) => name !== "syscall");
}

/** `"u64` as it stands; a constant such as RING_BUFFER is a branded pointer. */
function ffiType(token: string): string {
  return token.startsWith('"') ? token.slice(1) : "pointer";
}

/** The C types of a prototype: the result first, then each parameter. */
function typesOf({ prototype, name }: Row): string[] {
  const start = prototype.indexOf(`${name}(`);
  const list = prototype.slice(start + name.length + 1, prototype.lastIndexOf(")"));
  const parameters = list === "void" || list === "" ? [] : list.split(",").map((parameter) =>
    // without its name: `const void *buf` is `const void *`
    parameter.trim().replace(/\w+$/, (word) => /^\w+$/.test(parameter.trim()) ? word : "").trim()
  );
  return [prototype.slice(0, start).trim(), ...parameters];
}

/** What a C type may be in FFI. Addresses pass as u64 too: a bigint stays on the fast path. */
function allowedTypes(sizeBytes: number, kind: string): readonly string[] {
  switch (kind) {
    case "pointer":
      return ["pointer", "buffer", "function", "u64", "i64"];
    case "void":
      return ["void"];
    case "signed":
      return sizeBytes === 8 ? ["i64", "isize"] : [`i${sizeBytes * 8}`];
    default:
      return sizeBytes === 8 ? ["u64", "usize"] : [`u${sizeBytes * 8}`];
  }
}

/** A statement that prints size and kind of a C type. */
function describe(type: string): string {
  if (type === "void") return 'puts("0 void");';
  if (/\*|_fn(_t)?$|handler_t$/.test(type)) return 'puts("8 pointer");';
  return `printf("%zu %s\\n", sizeof(${type}), (${type})-1 < (${type})1 ? "signed" : "unsigned");`;
}

function preamble(headers: readonly string[]): string {
  return "#define _GNU_SOURCE\n#include <stdio.h>\n" +
    headers.map((header) => `#include <${header}>\n`).join("");
}

const compiler = findCompiler();

/** Why a module cannot be compared, or an empty string. */
function obstacle(headers: readonly string[]): string {
  if (!compiler.available) return compiler.reason;
  try {
    using _object = compileC({ source: preamble(headers), output: "shared" });
    return "";
  } catch {
    return `not all of ${headers.join(", ")} are installed`;
  }
}

function testModule(module: string, headers: readonly string[]): void {
  const table = readTable(module);
  const rows = readRows(table);
  const reason = obstacle(headers);
  const suffix = reason && ` (skipped: ${reason})`;
  Deno.test(`every symbol of ${module} has its prototype above it`, () => {
    const symbols = [...table.matchAll(/\bparameters: \[/g)].length;
    const raw = [...table.matchAll(/\bname: "syscall"/g)].length;
    assertEquals(rows.length, symbols - raw);
  });
  Deno.test({
    name: `prototypes of ${module} are those of C${suffix}`,
    ignore: reason !== "",
    fn() {
      const declared = rows.filter(({ name }) => !CALLED_OTHERWISE.has(name));
      const redeclared = declared.map(({ prototype }) => `extern ${prototype};\n`).join("");
      using _object = compileC({ source: preamble(headers) + redeclared, output: "shared" });
    },
  });
  Deno.test({
    name: `FFI types of ${module} fit its prototypes${suffix}`,
    ignore: reason !== "",
    fn() {
      const statements = rows.flatMap(typesOf).map(describe).join("\n");
      const printed = runC({ source: `${preamble(headers)}int main(void) {\n${statements}\n}\n` });
      const kinds = printed.trim().split("\n").map((line) => line.split(" ") as [string, string]);
      const wrong = rows.flatMap((row) => {
        const used = [row.result, ...row.parameters];
        const asked = kinds.splice(0, typesOf(row).length);
        const fits = asked.length === used.length &&
          asked.every(([sizeBytes, kind], index) =>
            allowedTypes(Number(sizeBytes), kind).includes(used[index]!) ||
            index === 0 && used[0] === "i32" && NARROW_COUNTS.has(module) ||
            index === 0 && used[0] === "void" // what is not looked at costs nothing
          );
        return fits ? [] : [`${row.prototype}: ${used.join(", ")}`];
      });
      assertEquals(wrong, []);
    },
  });
}

const present = new Set(
  [...Deno.readDirSync(new URL(".", import.meta.url))].map(({ name }) => name),
);
for (const [module, headers] of Object.entries(HEADERS)) {
  if (present.has(module)) testModule(module, headers);
}
