/** Tests of what wires a host has. @module */
import { assert, assertEquals } from "@std/assert";
import { LOOPBACK_WITHOUT_LAB, withoutLab } from "./wires.ts";

Deno.test("withoutLab() has nothing against loopback", () => {
  assertEquals(withoutLab({ wire: "loopback" }), undefined);
});

Deno.test("withoutLab() leaves the stand-in out just where there is a lab", () => {
  const lab = withoutLab({ wire: "lab" });
  const standIn = withoutLab({ wire: LOOPBACK_WITHOUT_LAB });
  assertEquals(standIn, lab === undefined ? null : undefined);
  assert(lab !== null, "a lab is refused with a reason");
});
