/** Tests of a ring whose kernel is a script. @module */
import { assertEquals } from "@std/assert";
import { Uring } from "../../ffi/uring.ts";
import { IORING_CQE_F_MORE, IORING_OP_NOP } from "../../ffi/uring_constants.ts";
import { probeUring } from "../../ffi/uring_probe.ts";
import { ScriptedUring } from "./scripted_uring.ts";

const USER_DATA = 32;

function queue(uring: Uring, name: number): void {
  const offset = uring.acquireSqe();
  uring.sqes[offset] = IORING_OP_NOP;
  new DataView(uring.sqes.buffer).setUint32(offset + USER_DATA, name, true);
}

Deno.test("ScriptedUring takes what is submitted, and completes nothing by itself", () => {
  using script = new ScriptedUring();
  using uring = Uring.open({ entryCount: 4 });
  for (const name of [7, 8]) queue(uring, name);
  assertEquals([uring.submit(), uring.ready], [2, 0]);
  assertEquals(script.requests.map(({ name }) => name), [7n, 8n]);
});

Deno.test("post() completes a request with a result and flags", () => {
  using script = new ScriptedUring();
  using uring = Uring.open({ entryCount: 4 });
  script.post((1n << 32n) | 7n, -5, IORING_CQE_F_MORE);
  assertEquals(uring.submitAndWait(1, 0), 1);
  const name = [uring.userDataLow(0), uring.userDataHigh(0)];
  assertEquals([...name, uring.result(0), uring.cqeFlags(0)], [7, 1, -5, IORING_CQE_F_MORE]);
});

Deno.test("ScriptedUring has more entries go round than it has places", () => {
  using script = new ScriptedUring();
  using uring = Uring.open({ entryCount: 2 });
  for (let round = 0; round < 9; round++) {
    queue(uring, round);
    uring.submit();
    script.post(script.requests.at(-1)!.name, round);
    assertEquals([uring.ready, uring.userDataLow(0), uring.result(0)], [1, round, round]);
    uring.advance(1);
  }
});

Deno.test("ScriptedUring says to a probe that it has every operation", () => {
  using _script = new ScriptedUring();
  const probe = probeUring();
  assertEquals(probe.available && probe.missing(["IORING_OP_SEND_ZC"]), []);
});
