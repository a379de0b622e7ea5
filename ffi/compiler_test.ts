/** Tests of the C compiler, skipped where there is none. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { compileC, CompileError, findCompiler, runC } from "./compiler.ts";

const compiler = findCompiler();

function testCompiling(name: string, claim: () => void): void {
  const suffix = compiler.available ? "" : ` (skipped: ${compiler.reason})`;
  Deno.test({ name: `${name}${suffix}`, ignore: !compiler.available, fn: claim });
}

testCompiling("runC() compiles and runs a program", () => {
  assertEquals(runC({ source: '#include <stdio.h>\nint main(void) { puts("7"); }\n' }), "7\n");
});

testCompiling("compileC() makes a shared object that can be loaded", () => {
  using object = compileC({
    source: "int seven(void) { return 7; }\n",
    output: "shared",
  });
  const library = Deno.dlopen(object.path, { seven: { parameters: [], result: "i32" } });
  assertEquals(library.symbols.seven(), 7);
  library.close();
});

testCompiling("CompiledFile removes its directory when disposed, once", () => {
  const compiled = compileC({ source: "int main(void) { return 0; }\n" });
  const directory = compiled.path.slice(0, compiled.path.lastIndexOf("/"));
  compiled[Symbol.dispose]();
  compiled[Symbol.dispose]();
  assertThrows(() => Deno.statSync(directory), Deno.errors.NotFound);
});

testCompiling("compileC() throws CompileError with what the compiler said", () => {
  assertThrows(
    () => compileC({ source: "int main(void) { retrun 0; }\n" }),
    CompileError,
    "retrun",
  );
});

testCompiling("runC() throws CompileError when the program fails", () => {
  assertThrows(() => runC({ source: "int main(void) { return 3; }\n" }), CompileError, "3");
});

Deno.test("findCompiler() gives a reason and a cure when CC does not run", async () => {
  const text = `
    import { compileC, findCompiler } from "${import.meta.resolve("./compiler.ts")}";
    let thrown = "";
    try { compileC({ source: "" }); } catch (error) { thrown = error.name; }
    Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify([findCompiler(), thrown])));`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", text],
    env: { CC: "/no/such/compiler" },
  }).output();
  const [probe, thrown] = JSON.parse(new TextDecoder().decode(stdout));
  assertEquals([probe.available, thrown], [false, "CompileError"]);
  assertEquals(probe.reason.includes("/no/such/compiler"), true);
});
