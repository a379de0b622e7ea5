/** Tests of parts.ts: who is put beside what. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { ringCopy } from "../../lib/mux/queue/ring_copy.ts";
import { flush } from "../../lib/mux/writer/flush.ts";
import type { TableName } from "../scenario.ts";
import { exemptByTable, partsOf } from "./parts.ts";

function namesOf(implementation: typeof flush | typeof ringCopy) {
  const { writer, queue, assembler } = partsOf({ kind: "implementation", implementation });
  return [writer.name, queue.name, assembler.name];
}

Deno.test("partsOf() puts a writer beside the pooled queue", () => {
  assertEquals(namesOf(flush), ["flush", "ring_pooled", "direct"]);
});

Deno.test("partsOf() puts a queue beside the bounded writer", () => {
  assertEquals(namesOf(ringCopy), ["bounded", "ring_copy", "direct"]);
});

Deno.test("partsOf() refuses what is no implementation", () => {
  assertThrows(() => partsOf({ kind: "floor", name: "null" }), TypeError, "floor");
});

Deno.test("exemptByTable() leaves out the table that is not compared", () => {
  const ask = (table: TableName) =>
    exemptByTable({}, { role: "subject", parameters: { compared: "queues" }, table });
  assertEquals([ask("mux/queue"), ask("mux/writer")], [undefined, null]);
});
