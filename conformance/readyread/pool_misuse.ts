/** What is not a buffer out cannot be released, and a buffer comes back whole however it is named. @module */
import { DATA, OUTCOME_NAMES, READY } from "../../lib/outcome.ts";
import type { ReadSource } from "../../lib/readyread/contract.ts";
import type { PoolName } from "../../lib/readyread/pool_sizes.ts";
import { holds, must, mustEqual, mustThrow, type Rule } from "../rule.ts";
import type { ReadFixture } from "./read_fixture.ts";

const SIZES_BYTES = [1, 256, 257, 4096, 5000, 40_000, 1024 * 1024];
const POOLS: readonly PoolName[] = ["simple", "tiered"];
const PATIENCE_MS = 1000;

export const poolMisuse: Rule<ReadFixture> = {
  id: "readyread/pool_misuse",
  paths: ["RR-15"],
  requirement: "A second release, one of what was never acquired and one of a part of a buffer " +
    "MUST be refused and change nothing, no two buffers out MUST overlap, and a buffer kept of a " +
    "short payload MUST keep its capacity, belong to who kept it and come back once",
  source: "https://pkg.go.dev/google.golang.org/grpc/mem#BufferPool",
  killedBy: ["release_counts_twice", "any_offset_is_released", "keep_keeps_nothing"],
  on: "kernel",
  check(fixture) {
    for (const pool of POOLS) {
      using source = fixture.openSource({ pool, connectionsMax: 1 });
      checkPool(source, pool);
      checkKept(fixture, source);
    }
    return holds();
  },
};

function checkPool({ pool }: ReadSource, name: PoolName): void {
  const before = countsOf(pool);
  const buffers = SIZES_BYTES.map((size) => ({ size, offset: pool.acquire(size) }))
    .toSorted((one, other) => one.offset - other.offset);
  buffers.forEach(({ offset, size }, index) => {
    const capacity = pool.capacityOf(offset);
    const next = buffers[index + 1]?.offset ?? Infinity;
    must(capacity >= size && offset + capacity <= next, {
      expected: `${size} bytes of the ${name} pool to itself`,
      actual: `${capacity} bytes, ${next - offset} before the next`,
    });
  });
  const full = countsOf(pool);
  const { offset } = buffers.at(-1)!;
  for (const wrong of [offset + 1, offset + 256, offset + 4096, -1, -256, NaN, 0.5, 2 ** 40]) {
    mustEqual([pool.release(wrong), pool.capacityOf(wrong)], {
      expected: [false, 0],
      what: `release of ${wrong - offset} past a buffer of the ${name} pool, and its capacity`,
    });
  }
  mustEqual(countsOf(pool), { expected: full, what: `the ${name} pool after wrong releases` });
  for (const buffer of buffers) {
    mustEqual([pool.release(buffer.offset), pool.release(buffer.offset)], {
      expected: [true, false],
      what: `a release and a second one, of ${buffer.size} bytes of the ${name} pool`,
    });
  }
  mustEqual(countsOf(pool), { expected: before, what: `the ${name} pool in the end` });
  for (const size of [0, -1, 0.5, NaN]) {
    mustThrow(() => pool.acquire(size), { name: "RangeError", what: `a buffer of ${size} bytes` });
  }
}

function checkKept(fixture: ReadFixture, source: ReadSource): void {
  const { pool } = source;
  using line = fixture.openLine("unix_stream");
  const connection = source.add(line.fd);
  mustThrow(() => source.keep(), { name: "RangeError", what: "keep with nothing in hand" });
  const payload = fixture.content(0, 3);
  const kept = readOne(source, () => line.sendAll(payload));
  mustThrow(() => source.keep(), { name: "RangeError", what: "a second keep" });
  source.commit();
  const at = source.offset;
  must(pool.capacityOf(kept) >= at - kept + payload.length, {
    expected: "a buffer kept with all its capacity",
    actual: `${pool.capacityOf(kept)} bytes`,
  });
  const other = readOne(source, () => line.sendAll(fixture.content(1, 3)));
  source.commit();
  must(other !== kept, { expected: "another buffer for the next payload", actual: "the same" });
  mustEqual(source.bytes.slice(at, at + 3), {
    expected: payload,
    what: "the bytes that were kept",
  });
  source.remove(connection);
  mustEqual([kept, other, kept].map((offset) => pool.release(offset)), {
    expected: [true, true, false],
    what: "releases of the buffers that were kept, and a second one",
  });
  mustEqual(pool.acquired - pool.released, {
    expected: pool.outstanding,
    what: "acquired and not released",
  });
}

function readOne(source: ReadSource, send: () => void): number {
  send();
  let outcome = source.next();
  while (outcome !== DATA && source.wait(PATIENCE_MS) === READY) outcome = source.next();
  mustEqual(OUTCOME_NAMES[outcome], { expected: "DATA", what: "a payload that was sent" });
  return source.keep();
}

function countsOf({ outstanding, bytesOut, acquired, released }: ReadSource["pool"]): unknown {
  return { outstanding, bytesOut, balance: acquired - released };
}
