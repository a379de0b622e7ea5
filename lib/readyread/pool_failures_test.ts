/** Tests of the pool where the kernel refuses: no more memory to use, memory that is locked. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { SysError } from "../../ffi/errno.ts";
import { OwnedFd } from "../../ffi/fd.ts";
import { checked, cString } from "../../ffi/libc.ts";
import {
  type Address,
  MAP_ANONYMOUS,
  MAP_FIXED,
  MAP_PRIVATE,
  MAP_SHARED,
  NativeMemory,
  pageBytes,
  PROT_NONE,
  PROT_READ,
} from "../../ffi/memory.ts";
import { ArenaPool } from "./pool.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
/** fcntl.h, sys/mman.h */
const O_RDONLY = 0;
const O_CLOEXEC = 0x80000;
const MAP_LOCKED = 0x2000;

/** Replaces a page of the arena; the pool unmaps it with the others. */
function replacePage(
  pool: ArenaPool,
  offset: number,
  options: { readonly protection?: number; readonly flags: number; readonly fd?: number },
): void {
  const at = BigInt(pool.start + offset) as Address;
  const flags = options.flags | MAP_FIXED;
  NativeMemory.map({ ...options, sizeBytes: pageBytes(), at, flags });
}

/** A page of a file opened for reading cannot be made writable: mprotect(2) says EACCES. */
function forbidWriting(pool: ArenaPool, offset: number): Disposable {
  const path = cString(Deno.execPath());
  using file = new OwnedFd(checked("open", (c) => c.open(path, O_RDONLY | O_CLOEXEC, 0)));
  replacePage(pool, offset, { flags: MAP_SHARED, fd: file.fd, protection: PROT_READ });
  return {
    [Symbol.dispose]: () =>
      replacePage(pool, offset, { flags: MAP_PRIVATE | MAP_ANONYMOUS, protection: PROT_NONE }),
  };
}

Deno.test("acquire() changes nothing where mprotect(2) fails", () => {
  using pool = new ArenaPool({ name: "simple", arenaBytes: 8 * MIB });
  const offsets = [pool.acquire(MIB), pool.acquire(2 * MIB)];
  {
    using _forbidden = forbidWriting(pool, 6 * MIB);
    const error = assertThrows(() => pool.acquire(2 * MIB), SysError);
    assert(error.message.includes("mprotect"));
    assertEquals([pool.outstanding, pool.acquired, pool.bytesOut], [2, 2, 3 * MIB]);
    assertEquals(pool.capacityOf(3 * MIB), 0);
    assert(!pool.release(3 * MIB));
  }
  offsets.push(pool.acquire(2 * MIB));
  assertEquals(offsets, [0, MIB, 3 * MIB]);
  pool.bytes.fill(1, 3 * MIB, 5 * MIB);
});

Deno.test("acquire() still serves what is usable where mprotect(2) fails", () => {
  using pool = new ArenaPool({ name: "tiered", arenaBytes: 8 * MIB });
  pool.acquire(3 * MIB);
  using _forbidden = forbidWriting(pool, 6 * MIB);
  assertThrows(() => pool.acquire(2 * MIB), SysError);
  const offset = pool.acquire(512 * KIB);
  pool.bytes.fill(1, offset, offset + 512 * KIB);
  const small = pool.acquire(1);
  pool.bytes[small] = 1;
  assertEquals([pool.outstanding, pool.bytesOut], [3, 3.5 * MIB + 256]);
});

Deno.test("release() keeps the pages of locked memory, and counts them", () => {
  using pool = new ArenaPool({ name: "simple", arenaBytes: 4 * MIB });
  const offset = pool.acquire(3 * MIB);
  replacePage(pool, offset, { flags: MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED });
  assert(pool.release(offset));
  assertEquals([pool.outstanding, pool.bytesOut, pool.released], [0, 0, 1]);
  assertEquals(pool.bytesKept, 3 * MIB);
  assert(!pool.release(offset));
  assertEquals([pool.acquire(3 * MIB), pool.bytesKept], [offset, 0]);
});

Deno.test("acquire() joins free buffers in locked memory", () => {
  using pool = new ArenaPool({ name: "simple", arenaBytes: 4 * MIB });
  const [one, other] = [pool.acquire(2 * MIB), pool.acquire(2 * MIB)];
  replacePage(pool, other, { flags: MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED });
  pool.release(one);
  pool.release(other);
  assertEquals(pool.acquire(4 * MIB), 0);
  assertEquals([pool.outstanding, pool.bytesOut, pool.bytesKept], [1, 4 * MIB, 0]);
});

Deno.test("bytesKept counts what is left of a kept buffer that was cut", () => {
  using pool = new ArenaPool({ name: "simple", arenaBytes: 4 * MIB });
  const offsets = Array.from({ length: 4 }, () => pool.acquire(MIB));
  pool.release(offsets[0]!);
  assertEquals(pool.bytesKept, MIB);
  pool.acquire(256 * KIB);
  assertEquals(pool.bytesKept, 768 * KIB);
  pool.acquire(256 * KIB);
  assertEquals(pool.bytesKept, 512 * KIB);
});
