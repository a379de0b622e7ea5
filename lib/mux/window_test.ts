/** Tests of credit: overdraft, saturation, the end, and grants that make no sense. @module */
import { assertEquals } from "@std/assert";
import { decodeGrant, encodeGrant, ReceiveWindow, SendWindow } from "./window.ts";

Deno.test("SendWindow.acquire() lets one message overdraw, and the next one wait", () => {
  const window = new SendWindow(10);
  assertEquals([window.acquire(25), window.acquire(1)], [true, false]);
  window.grant(15);
  assertEquals(window.acquire(1), false);
  window.grant(1);
  assertEquals(window.acquire(1), true);
});

Deno.test("SendWindow.grant() saturates, and ignores what makes no sense or comes late", () => {
  const window = new SendWindow(10);
  for (const grant of [0, -5, 1.5, NaN]) window.grant(grant);
  assertEquals(window.balance, 10);
  window.grant(Number.MAX_SAFE_INTEGER);
  assertEquals(window.balance, Number.MAX_SAFE_INTEGER);
  window.acquire(100);
  window.end(new Error("over"));
  window.grant(50);
  assertEquals(window.balance, Number.MAX_SAFE_INTEGER - 100);
});

Deno.test("SendWindow.granted() resolves with a grant and with the end", async () => {
  const window = new SendWindow(1);
  window.acquire(2);
  const granted = window.granted();
  window.grant(5);
  await granted;
  const ended = window.granted();
  window.end(new Error("over"));
  await ended;
  assertEquals(window.hasEnded, true);
});

Deno.test("ReceiveWindow.consume() grants what was consumed, from half a window on", () => {
  const window = new ReceiveWindow(10);
  assertEquals([window.consume(4), window.consume(3), window.consume(4)], [0, 7, 0]);
  assertEquals(window.grantedBytes, 7);
});

Deno.test("decodeGrant() reads what encodeGrant() wrote, and takes all else for nothing", () => {
  const bytes = encodeGrant(70_000);
  assertEquals(decodeGrant(bytes, 0, bytes.length), 70_000);
  assertEquals(decodeGrant(bytes, 0, bytes.length - 1), 0);
  assertEquals(decodeGrant(Uint8Array.of(5, 5), 0, 2), 0);
  assertEquals(decodeGrant(new Uint8Array(0), 0, 0), 0);
});
