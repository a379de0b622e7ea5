/** Tests of the pools: sizes, order, refusals, poison, and the memory that free buffers keep. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { POISON } from "../buffer_pool.ts";
import { CapReached } from "../errors.ts";
import { ArenaPool } from "./pool.ts";
import { BUFFER_BYTES_MAX, type PoolName } from "./pool_sizes.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
const NAMES: readonly PoolName[] = ["simple", "tiered"];

function open(name: PoolName, options: { readonly checked?: boolean } = {}): ArenaPool {
  return new ArenaPool({ name, arenaBytes: 4 * MIB, ...options });
}

Deno.test("ArenaPool rounds up to pages, or to tiers", () => {
  using simple = open("simple");
  using tiered = open("tiered");
  const sizes = [1, 256, 257, 4096, 4097, 20_000, 40_000, 600_000];
  const capacities = NAMES.map((name) => {
    const pool = name === "simple" ? simple : tiered;
    return sizes.map((size) => pool.capacityOf(pool.acquire(size)));
  });
  assertEquals(capacities, [
    [4096, 4096, 4096, 4096, 8192, 20_480, 40_960, 602_112],
    [256, 256, 4096, 4096, 16_384, 32_768, 131_072, 602_112],
  ]);
});

for (const name of NAMES) {
  Deno.test(`ArenaPool ${name} counts what is out`, () => {
    using pool = open(name);
    const [a, b] = [pool.acquire(4096), pool.acquire(32 * KIB)];
    assertEquals([pool.outstanding, pool.bytesOut], [2, 36 * KIB]);
    pool.release(a);
    assertEquals([pool.outstanding, pool.bytesOut], [1, 32 * KIB]);
    pool.release(b);
    assertEquals([pool.acquired, pool.released, pool.bytesOut], [2, 2, 0]);
  });

  Deno.test(`ArenaPool ${name} hands the buffer out again that came back last`, () => {
    using pool = open(name);
    const offsets = [pool.acquire(4096), pool.acquire(4096), pool.acquire(4096)];
    pool.release(offsets[2]!);
    pool.release(offsets[0]!);
    assertEquals([pool.acquire(4000), pool.acquire(4096)], [offsets[0], offsets[2]]);
  });

  Deno.test(`ArenaPool ${name} refuses a second and a foreign release`, () => {
    using pool = open(name);
    const offset = pool.acquire(8192);
    assert(pool.release(offset));
    assert(!pool.release(offset));
    const other = pool.acquire(8192);
    for (const foreign of [other + 256, other + 1, -256, 4 * MIB, 0.5, NaN]) {
      assert(!pool.release(foreign));
    }
    assertEquals([pool.outstanding, pool.released], [1, 1]);
  });

  Deno.test(`ArenaPool ${name} refuses sizes that no buffer has`, () => {
    using pool = open(name);
    for (const size of [0, -1, 1.5, NaN, BUFFER_BYTES_MAX + 1]) {
      assertThrows(() => pool.acquire(size), RangeError);
    }
    assertEquals(pool.outstanding, 0);
  });

  Deno.test(`ArenaPool ${name} refuses with CapReached when the arena is full`, () => {
    using pool = open(name);
    const offsets = Array.from({ length: 8 }, () => pool.acquire(512 * KIB));
    assertThrows(() => pool.acquire(1), CapReached);
    assertEquals([pool.outstanding, pool.bytesOut], [8, 4 * MIB]);
    pool.release(offsets[3]!);
    assertEquals(pool.acquire(512 * KIB), offsets[3]);
  });

  Deno.test(`ArenaPool ${name} joins small free buffers for a large one`, () => {
    using pool = open(name);
    const offsets = Array.from({ length: 1024 }, () => pool.acquire(4096));
    assertThrows(() => pool.acquire(4096), CapReached);
    for (const offset of offsets) pool.release(offset);
    const large = pool.acquire(4 * MIB);
    assertEquals([large, pool.capacityOf(large)], [0, 4 * MIB]);
  });

  Deno.test(`ArenaPool ${name} poisons what comes back in checked mode`, () => {
    using pool = open(name, { checked: true });
    const offset = pool.acquire(4096);
    pool.bytes.fill(1, offset, offset + 4096);
    pool.release(offset);
    assert(pool.bytes.subarray(offset, offset + 4096).every((byte) => byte === POISON));
  });

  Deno.test(`ArenaPool ${name} gives pages back beyond what it keeps`, () => {
    using pool = open(name);
    const offsets = Array.from({ length: 6 }, () => pool.acquire(512 * KIB));
    for (const offset of offsets) pool.bytes.fill(1, offset, offset + 512 * KIB);
    for (const offset of offsets) pool.release(offset);
    assertEquals(pool.bytesKept, 2 * MIB);
    const given = offsets.filter((offset) => pool.bytes[offset] === 0);
    assertEquals(given, offsets.slice(4));
  });

  Deno.test(`ArenaPool ${name} cuts the buffer that came back last when all else is out`, () => {
    using pool = open(name);
    const [first] = Array.from({ length: 4 }, () => pool.acquire(MIB));
    pool.release(first!);
    assertEquals([pool.acquire(512 * KIB), pool.bytesOut], [first!, 3.5 * MIB]);
  });

  Deno.test(`ArenaPool ${name} never hands out the same byte twice`, () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ size: fc.integer({ min: 1, max: 300_000 }), keep: fc.boolean() })),
        (steps) => {
          using pool = open(name);
          const out = new Map<number, number>();
          for (const { size, keep } of steps) {
            if (!keep) {
              for (const [offset] of [...out].slice(0, 2)) {
                assert(pool.release(offset));
                out.delete(offset);
              }
            }
            const offset = tryAcquire(pool, size);
            if (offset === undefined) continue;
            const end = offset + pool.capacityOf(offset);
            assert(end - offset >= size && end <= 4 * MIB);
            for (const [start, stop] of out) assert(end <= start || stop <= offset);
            out.set(offset, end);
          }
          const bytes = [...out].reduce((sum, [start, stop]) => sum + stop - start, 0);
          assertEquals([pool.outstanding, pool.bytesOut], [out.size, bytes]);
        },
      ),
      { numRuns: 60 },
    );
  });
}

Deno.test("ArenaPool refuses with the last page cut into small buffers", () => {
  using pool = open("tiered");
  for (const size of [512, 128, 32, 16, 4]) {
    const most = (4 * MIB - 4096 - pool.bytesOut) / (size * KIB);
    for (let count = 1; count <= most; count++) pool.acquire(size * KIB);
  }
  pool.acquire(1);
  assertEquals(pool.bytesOut, 4 * MIB - 4096 + 256);
  assertThrows(() => pool.acquire(4096), CapReached);
  assertEquals(pool.capacityOf(pool.acquire(1)), 256);
});

Deno.test("ArenaPool is harmless once disposed", () => {
  const pool = open("simple");
  const offset = pool.acquire(1);
  pool[Symbol.dispose]();
  pool[Symbol.dispose]();
  assertEquals([pool.release(offset), pool.capacityOf(offset)], [false, 0]);
  assertThrows(() => pool.acquire(1), Error);
});

function tryAcquire(pool: ArenaPool, size: number): number | undefined {
  try {
    return pool.acquire(size);
  } catch (error) {
    if (error instanceof CapReached) return undefined;
    throw error;
  }
}
