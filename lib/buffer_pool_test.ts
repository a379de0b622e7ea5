/** Tests of the buffer pool. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { BufferPool, POISON } from "./buffer_pool.ts";
import { CapReached } from "./errors.ts";

Deno.test("acquire() refuses, typed, when every buffer is out", () => {
  using pool = new BufferPool({ bufferBytes: 4096, bufferCount: 1 });
  const index = pool.acquire();
  assertThrows(() => pool.acquire(), CapReached);
  assertEquals(pool.outstanding, 1);
  pool.release(index);
});

Deno.test("release() poisons the buffer in checked mode", () => {
  using pool = new BufferPool({ bufferBytes: 64, bufferCount: 2, checked: true });
  const index = pool.acquire();
  const bytes = pool.bytes(index);
  bytes.fill(1);
  pool.release(index);
  assert(bytes.every((byte) => byte === POISON));
});

Deno.test("dispose() refuses while a buffer is out", () => {
  const pool = new BufferPool({ bufferBytes: 64, bufferCount: 1 });
  const index = pool.acquire();
  assertThrows(() => pool[Symbol.dispose](), Error, "1 buffers are out");
  pool.release(index);
  pool[Symbol.dispose]();
});

Deno.test("bytes() refuses a buffer that the pool does not have", () => {
  using pool = new BufferPool({ bufferBytes: 64, bufferCount: 2 });
  assertThrows(() => pool.bytes(2), RangeError);
});

Deno.test("acquire() and release() keep every buffer either out or free, whatever the order", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -1, max: 4 })), (steps) => {
    using pool = new BufferPool({ bufferBytes: 16, bufferCount: 4 });
    const out = new Set<number>();
    for (const step of steps) {
      if (step >= 0) assertEquals(pool.release(step), out.delete(step));
      else if (out.size < 4) {
        const index = pool.acquire();
        assert(!out.has(index));
        out.add(index);
      }
      assertEquals(pool.outstanding, out.size);
    }
    for (const index of out) pool.release(index);
  }));
});

Deno.test("acquire() takes the buffer that is free longest where it is told to", () => {
  using pool = new BufferPool({ bufferBytes: 8, bufferCount: 3, reuse: "oldest" });
  const order = [pool.acquire(), pool.acquire()];
  for (const index of order) pool.release(index);
  order.push(pool.acquire(), pool.acquire(), pool.acquire());
  assertEquals(order, [0, 1, 2, 0, 1]);
  for (const index of order.slice(2)) pool.release(index);
});
