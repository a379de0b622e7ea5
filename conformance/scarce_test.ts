/** Tests of what is said of an implementation that cannot have what it needs. @module */
import { assertThrows } from "@std/assert";
import { AVAILABLE, type Probe } from "../lib/implementation.ts";
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

Deno.test("mustNameItsLack() wants an available one to need descriptors, and to say so", () => {
  const open = (): Disposable => ({ [Symbol.dispose]() {} });
  assertThrows(() => mustNameItsLack(AVAILABLE, open), Broken, "EMFILE");
});
