/** Tests of the pool of messages. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { POISON } from "../buffer_pool.ts";
import { CapReached } from "../errors.ts";
import { MessagePool } from "./message_pool.ts";

const ARENA_BYTES = 8 * 1024 * 1024;

Deno.test("acquire() gives the smallest power of two that holds the size", () => {
  using pool = new MessagePool({ arenaBytes: ARENA_BYTES });
  const sizes = [0, 1, 256, 257, 4096, 4097, 1024 * 1024];
  const capacities = sizes.map((size) => {
    const buffer = pool.acquire(size);
    const capacity = pool.capacity(buffer);
    pool.release(buffer);
    return capacity;
  });
  assertEquals(capacities, [256, 256, 256, 512, 4096, 8192, 1024 * 1024]);
});

Deno.test("acquire() gives buffers that do not overlap", () => {
  using pool = new MessagePool({ arenaBytes: ARENA_BYTES });
  const buffers = [100, 5000, 300, 70_000, 1, 4096].map((size) => pool.acquire(size));
  buffers.forEach((buffer, index) => {
    const offset = pool.offset(buffer);
    pool.bytes.fill(index + 1, offset, offset + pool.capacity(buffer));
  });
  buffers.forEach((buffer, index) => {
    const offset = pool.offset(buffer);
    const own = pool.bytes.subarray(offset, offset + pool.capacity(buffer));
    assert(own.every((byte) => byte === index + 1));
    pool.release(buffer);
  });
});

Deno.test("acquire() throws CapReached when the arena is used up, and works again after", () => {
  using pool = new MessagePool({ arenaBytes: 64 * 1024 });
  const buffer = pool.acquire(60_000);
  assertThrows(() => pool.acquire(60_000), CapReached, "arenaBytes");
  assertEquals(pool.outstanding, 1);
  pool.release(buffer);
  assertEquals(pool.release(pool.acquire(60_000)), true);
});

Deno.test("acquire() refuses sizes that no buffer has", () => {
  using pool = new MessagePool({ arenaBytes: ARENA_BYTES });
  for (const size of [-1, NaN, 2 ** 27]) assertThrows(() => pool.acquire(size), RangeError);
});

Deno.test("release() counts and refuses what is not out", () => {
  using pool = new MessagePool({ arenaBytes: ARENA_BYTES });
  const buffer = pool.acquire(100);
  assertEquals([pool.outstanding, pool.bytesOut], [1, 256]);
  assertEquals(pool.release(buffer), true);
  assertEquals([buffer, -1, 1000].map((one) => pool.release(one)), [false, false, false]);
  const { outstanding, bytesOut, strayCount, acquiredCount, releasedCount } = pool;
  assertEquals([outstanding, bytesOut, strayCount, acquiredCount, releasedCount], [0, 0, 3, 1, 1]);
});

Deno.test("release() poisons in checked mode, where the buffer free longest comes next", () => {
  using pool = new MessagePool({ arenaBytes: ARENA_BYTES, checked: true });
  const [first, second] = [pool.acquire(10), pool.acquire(10)];
  pool.bytes.fill(1, pool.offset(first), pool.offset(first) + 10);
  pool.release(first);
  pool.release(second);
  assertEquals(pool.bytes[pool.offset(first) + 9], POISON);
  assertEquals([pool.acquire(10), pool.acquire(10)], [first, second]);
  pool.release(first);
  pool.release(second);
});

Deno.test("release() gives the memory of long buffers back beyond what may be kept", () => {
  using pool = new MessagePool({ arenaBytes: ARENA_BYTES, keptBytesMax: 64 * 1024 });
  const [long, short] = [pool.acquire(1024 * 1024), pool.acquire(10_000)];
  pool.bytes[pool.offset(long)] = 1;
  pool.release(long);
  pool.release(short);
  assertEquals(pool.pinnedBytes, 16 * 1024);
  assertEquals(pool.bytes[pool.offset(long)], 0);
  assertEquals(pool.release(pool.acquire(1024 * 1024)), true);
  assertEquals(pool.pinnedBytes, 16 * 1024);
});

Deno.test("acquire() uses what was kept before it cuts more", () => {
  using pool = new MessagePool({ arenaBytes: ARENA_BYTES });
  for (let turn = 0; turn < 1000; turn++) {
    const buffers = [pool.acquire(2000), pool.acquire(2000), pool.acquire(70_000)];
    for (const buffer of buffers) pool.release(buffer);
  }
  assertEquals(pool.pinnedBytes, 2 * 2048 + 128 * 1024);
});

Deno.test("acquire() gives more buffers than its tables had room for at first", () => {
  using pool = new MessagePool({ arenaBytes: ARENA_BYTES });
  const buffers = Array.from({ length: 1000 }, () => pool.acquire(1));
  assertEquals(new Set(buffers.map((buffer) => pool.offset(buffer))).size, 1000);
  for (const buffer of buffers) assert(pool.release(buffer));
});

Deno.test("copyIn() copies from its own bytes and from others, short and long", () => {
  using pool = new MessagePool({ arenaBytes: ARENA_BYTES });
  const buffer = pool.acquire(1000);
  const offset = pool.offset(buffer);
  const source = Uint8Array.from({ length: 400 }, (_, index) => index);
  for (const size of [0, 64, 300]) {
    pool.copyIn(offset, source, 5, size);
    assertEquals(pool.bytes.slice(offset, offset + size), source.slice(5, 5 + size));
  }
  pool.copyIn(offset + 500, pool.bytes, offset, 300);
  assertEquals(pool.bytes.slice(offset + 500, offset + 800), source.slice(5, 305));
  pool.release(buffer);
});

Deno.test("disposal refuses while buffers are out, and acquire() after it", () => {
  const pool = new MessagePool({ arenaBytes: ARENA_BYTES });
  const buffer = pool.acquire(1);
  assertThrows(() => pool[Symbol.dispose](), Error, "1 buffers are out");
  pool.release(buffer);
  pool[Symbol.dispose]();
  assertThrows(() => pool.acquire(1), Error, "disposed");
});
