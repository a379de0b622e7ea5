/** Tests of what is said of an implementation that cannot have what it needs. @module */
import { assertStringIncludes, assertThrows } from "@std/assert";
import type { Probe } from "../lib/implementation.ts";
import { Broken } from "./rule.ts";
import { mustNameItsLack } from "./scarce.ts";

function refuse(): Disposable {
  throw new Error("not here");
}

function lacking(reason: string): Probe {
  return { available: false, reason, cure: "run as root", denied: true };
}

Deno.test("mustNameItsLack() wants a reason in words", () => {
  mustNameItsLack(lacking("the kernel lacks CAP_BPF"), refuse);
  assertThrows(() => mustNameItsLack(lacking("no"), refuse), Broken, "a reason");
});

Deno.test("mustNameItsLack() wants an open that fails where the probe says so", () => {
  const open = (): Disposable => ({ [Symbol.dispose]() {} });
  assertThrows(() => mustNameItsLack(lacking("the kernel lacks CAP_BPF"), open), Broken);
});

/** In a process of its own: without descriptors, the tests beside this one would fail. */
Deno.test("mustNameItsLack() wants an available one to need descriptors, and to say so", async () => {
  const body = `import { mustNameItsLack } from "${import.meta.resolve("./scarce.ts")}";
    mustNameItsLack({ available: true }, () => ({ [Symbol.dispose]() {} }));`;
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--quiet",
      "--cached-only",
      `data:application/javascript,${encodeURIComponent(body)}`,
    ],
    stdin: "null",
  }).output();
  assertStringIncludes(new TextDecoder().decode(stderr), "names EMFILE");
});
