/** Tests of the waits on what comes through the kernel. @module */
import { assertEquals, assertRejects } from "@std/assert";
import { Broken } from "../rule.ts";
import { mustBecome, mustCome, mustRefuse, mustReject } from "./waiting.ts";

Deno.test("mustBecome() goes on while things move, and ends where nothing does", async () => {
  let looks = 0;
  await mustBecome(() => ++looks > 60, { what: "it comes", progress: () => looks });
  await assertRejects(() => mustBecome(() => false, "it comes"), Broken, "expected it comes");
});

Deno.test("mustCome() hands on what a promise gives, or throws", async () => {
  assertEquals(await mustCome(Promise.resolve(5), "a number"), 5);
  await assertRejects(() => mustCome(Promise.reject(new RangeError("no")), "it"), RangeError);
});

Deno.test("mustReject() and mustRefuse() hand on the reason, and break where none is", async () => {
  const reason = new RangeError("no");
  assertEquals(await mustReject(Promise.reject(reason), "it"), reason);
  await assertRejects(() => mustReject(Promise.resolve(1), "it"), Broken);
  const thrown = await mustRefuse(() => {
    throw reason;
  }, "it");
  assertEquals(thrown, reason);
  await assertRejects(() => mustRefuse(() => undefined, "it"), Broken);
});
