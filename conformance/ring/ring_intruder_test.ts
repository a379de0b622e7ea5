/** Tests of the intruder: its completions look like the ring's own. @module */
import { assertEquals } from "@std/assert";
import { Uring } from "../../ffi/uring.ts";
import { RingIntruder } from "./ring_intruder.ts";

Deno.test("post() gives the other ring completions of any name and result", () => {
  using target = Uring.open({ entryCount: 8 });
  using intruder = new RingIntruder(target.fd);
  intruder.post([7n, 0xffff_ffff_0000_0001n], 42);
  target.submitAndWait(2, 1000);
  assertEquals(
    [0, 1].map((at) => [target.userDataHigh(at), target.userDataLow(at), target.result(at)]),
    [[0, 7, 42], [0xffff_ffff, 1, 42]],
  );
  target.advance(2);
});

Deno.test("post() gives more completions than the other ring holds", () => {
  using target = Uring.open({ entryCount: 2 });
  using intruder = new RingIntruder(target.fd);
  intruder.post(Array.from({ length: 100 }, (_, index) => BigInt(index)), 0);
  const seen: number[] = [];
  while (seen.length < 100 && target.submitAndWait(1, 1000) > 0) {
    for (let at = 0; at < target.ready; at++) seen.push(target.userDataLow(at));
    target.advance(target.ready);
  }
  assertEquals(seen, Array.from({ length: 100 }, (_, index) => index));
});
