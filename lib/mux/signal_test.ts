/** Tests of the signal. @module */
import { assertEquals } from "@std/assert";
import { Signal } from "./signal.ts";

Deno.test("wake() wakes all who wait", async () => {
  const signal = new Signal();
  const waits = [signal.wait(), signal.wait()];
  signal.wake();
  assertEquals(await Promise.all(waits), [undefined, undefined]);
});

Deno.test("wake() is not kept for those who come later", async () => {
  const signal = new Signal();
  signal.wake();
  let woken = false;
  const wait = signal.wait().then(() => woken = true);
  await null;
  assertEquals(woken, false);
  signal.wake();
  await wait;
});
