/** Tests of request ids. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { CapReached } from "../errors.ts";
import { OPERATION, operationOf, ORPHAN, RequestTable, userDataHigh } from "./request_id.ts";

Deno.test("userDataHigh() keeps the reserved bits zero, and is read back", () => {
  for (const operation of Object.values(OPERATION)) {
    const high = userDataHigh(operation);
    assertEquals([high & 0x00ff_ffff, operationOf(high)], [0, operation]);
  }
});

Deno.test("operationOf() knows no operation where a reserved bit is set", () => {
  for (let bit = 0; bit < 24; bit++) {
    assertEquals(operationOf((userDataHigh(OPERATION.send) | 1 << bit) >>> 0), 0);
  }
});

Deno.test("RequestTable gives the slot back that was entered, until it is released", () => {
  const table = new RequestTable({ capacity: 4 });
  const id = table.acquire(OPERATION.send, 7);
  assertEquals(table.find(id, userDataHigh(OPERATION.send)), 7);
  table.release(id);
  assertEquals([table.find(id, userDataHigh(OPERATION.send)), table.count], [ORPHAN, 0]);
});

Deno.test("RequestTable calls a completion of another operation or id an orphan", () => {
  const table = new RequestTable({ capacity: 4 });
  const id = table.acquire(OPERATION.send, 1);
  assertEquals(table.find(id, userDataHigh(OPERATION.receive)), ORPHAN);
  assertEquals(table.find((id + 4) >>> 0, userDataHigh(OPERATION.send)), ORPHAN);
  assertEquals(table.find(id, (userDataHigh(OPERATION.send) | 1) >>> 0), ORPHAN);
});

Deno.test("RequestTable wraps its ids at 2^32", () => {
  const table = new RequestTable({ capacity: 4, firstId: 0xffff_ffff });
  const ids = [0, 1, 2].map((slot) => table.acquire(OPERATION.send, slot));
  assertEquals(ids, [0xffff_ffff, 0, 1]);
  const high = userDataHigh(OPERATION.send);
  assertEquals(ids.map((id) => table.find(id, high)), [0, 1, 2]);
});

Deno.test("RequestTable gives no id twice while it is in use", () => {
  const table = new RequestTable({ capacity: 4, firstId: 0xffff_fff0 });
  const kept = table.acquire(OPERATION.receive, 99);
  for (let round = 0; round < 100; round++) {
    const id = table.acquire(OPERATION.send, round);
    assertEquals(id === kept, false);
    assertEquals(table.find(kept, userDataHigh(OPERATION.receive)), 99);
    table.release(id);
  }
});

Deno.test("RequestTable refuses more than its capacity and changes nothing", () => {
  const table = new RequestTable({ capacity: 3 });
  for (let slot = 0; slot < 3; slot++) table.acquire(OPERATION.send, slot);
  assertThrows(() => table.acquire(OPERATION.send, 3), CapReached);
  assertEquals([table.count, table.isFull], [3, true]);
});
