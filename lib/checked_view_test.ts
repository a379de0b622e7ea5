/** Tests of views that end with their record. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { checkedView } from "./checked_view.ts";
import { ViewEnded } from "./errors.ts";

Deno.test("checkedView() reads like the array while its record is held", () => {
  const view = checkedView(Uint8Array.of(1, 2, 3), () => true);
  assertEquals([view.length, view[1], view.at(-1), [...view]], [3, 2, 3, [1, 2, 3]]);
});

Deno.test("checkedView() throws on every read after the release", () => {
  const view = checkedView(Uint8Array.of(1), () => false);
  assertThrows(() => view[0], ViewEnded);
  assertThrows(() => view.length, ViewEnded);
  assertThrows(() => view.slice(), ViewEnded);
});

Deno.test("checkedView() throws on a write and leaves the bytes alone", () => {
  const bytes = Uint8Array.of(1, 2);
  const view = checkedView(bytes, () => true);
  assertThrows(() => view[0] = 9, ViewEnded);
  assertThrows(() => view.set([9]), ViewEnded);
  assertThrows(() => view.fill(9), ViewEnded);
  assertEquals(bytes, Uint8Array.of(1, 2));
});

Deno.test("checkedView() checks what subarray() cuts from it", () => {
  let live = true;
  const part = checkedView(Uint8Array.of(1, 2, 3), () => live).subarray(1);
  assertEquals([...part], [2, 3]);
  assertThrows(() => part.fill(9), ViewEnded);
  live = false;
  assertThrows(() => part[0], ViewEnded);
});
