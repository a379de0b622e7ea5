/** Tests of reading with a deadline. @module */
import { assertEquals } from "@std/assert";
import { pageBytes } from "../ffi/memory.ts";
import { notify } from "../ffi/eventfd.ts";
import { CLOSED, DATA, DEADLINE, FLUSHED } from "./outcome.ts";
import { receive } from "./receive.ts";
import { openFakeRing } from "./ringbuf/fixture/fake_ring.ts";
import { UnsafeReader } from "./ringbuf/unsafe.ts";

Deno.test("receive() hands out what is ready, even when its deadline has passed", () => {
  using ring = openFakeRing(pageBytes());
  using reader = new UnsafeReader({ ring });
  ring.run([{ payloadBytes: 8 }]);
  assertEquals(receive(reader, -1), DATA);
});

Deno.test("receive() gives DEADLINE when there are discarded records only", () => {
  using ring = openFakeRing(pageBytes());
  using reader = new UnsafeReader({ ring });
  ring.run([{ payloadBytes: 8, action: "discard" }]);
  assertEquals(receive(reader, 0), DEADLINE);
});

Deno.test("receive() gives FLUSHED once for a flush", () => {
  using ring = openFakeRing(pageBytes());
  using reader = new UnsafeReader({ ring });
  notify(reader.flushFd);
  assertEquals([receive(reader, Infinity), receive(reader, 0)], [FLUSHED, DEADLINE]);
});

Deno.test("receive() gives CLOSED when the source was closed by its descriptor", () => {
  using ring = openFakeRing(pageBytes());
  using reader = new UnsafeReader({ ring });
  notify(reader.closeFd);
  assertEquals(receive(reader, Infinity), CLOSED);
});
