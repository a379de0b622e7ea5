/** Tests of perf events that need no PMU. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { SysError } from "./errno.ts";
import { openPerfEvent, probeCounters } from "./perf_event.ts";

Deno.test("probeCounters() answers for cycles and instructions, with a reason where absent", () => {
  const probes = probeCounters();
  assertEquals(probes.map(({ name }) => name), ["cycles", "instructions"]);
  for (const { available, reason, cure } of probes) {
    assertEquals(reason === "", available);
    assertEquals(cure === "", available);
  }
});

Deno.test("openPerfEvent() throws SysError when there is no such event", () => {
  const noSuchType = 0x7fffffff;
  const error = assertThrows(() => openPerfEvent({ type: noSuchType, config: 0 }), SysError);
  assert(error.message.includes("perf_event_open"));
});
