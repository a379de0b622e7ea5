/** Tests of the waits of the rules. @module */
import { assertRejects } from "@std/assert";
import { Broken } from "../rule.ts";
import { mustProgress, mustResolve, mustStayPending } from "./settling.ts";

function never(): Promise<void> {
  return new Promise(() => {});
}

Deno.test("mustResolve() takes a promise that a task resolves", async () => {
  await mustResolve(new Promise((resolve) => setTimeout(resolve, 0)), "a wait");
});

Deno.test("mustResolve() breaks the rule when a promise stays pending or rejects", async () => {
  await assertRejects(() => mustResolve(never(), "a wait"), Broken);
  await assertRejects(() => mustResolve(Promise.reject(new Error("no")), "a wait"), Broken);
});

Deno.test("mustStayPending() breaks the rule when a promise resolves", async () => {
  await mustStayPending(never(), "a wait");
  await assertRejects(() => mustStayPending(Promise.resolve(), "a wait"), Broken);
});

Deno.test("mustProgress() ends where nothing goes on, and throws what went wrong", async () => {
  const stuck = { progress: () => 1, what: "all" };
  await assertRejects(() => mustProgress(never(), stuck), Broken, "stuck at 1");
  await assertRejects(() => mustProgress(Promise.reject(new RangeError("no")), stuck), RangeError);
});
