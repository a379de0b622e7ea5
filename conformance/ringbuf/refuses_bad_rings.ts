/** A ring that cannot be one is refused when it is opened. @module */
import { pageBytes } from "../../ffi/memory.ts";
import { holds, must, mustThrow, type Rule } from "../rule.ts";
import type { RingbufFixture } from "./fixture.ts";

/** BPF maps are at most this long here: positions are compared by 32-bit differences. */
const SIZE_MAX = 2 ** 30;

export const refusesBadRings: Rule<RingbufFixture> = {
  id: "ringbuf/refuses_bad_rings",
  paths: ["RB-28"],
  requirement: "A ring size that is zero, negative, fractional, below a page or no power of two " +
    "MUST be refused with the nearest size that works",
  source: "kernel/bpf/ringbuf.c: ringbuf_map_alloc() asks for a power of two and whole pages",
  killedBy: ["rounds_the_size"],
  on: "both",
  check(fixture) {
    const page = pageBytes(); // of this host: 4096, 16384 or 65536
    const nearest: readonly (readonly [size: number, nearest: number])[] = [
      [0, page],
      [-page, page],
      [1, page],
      [page / 2, page],
      [page - 1, page],
      [page + 1, page],
      [page + 0.5, page],
      [2 * page + 8, 2 * page],
      [5 * page, 4 * page],
      [7 * page, 8 * page],
      [2 * SIZE_MAX, SIZE_MAX],
      [NaN, page],
    ];
    for (const [sizeBytes, valid] of nearest) {
      const { message } = mustThrow(() => void fixture.openOn({ ...fixture.ring, sizeBytes }), {
        name: "RangeError",
        what: `opening a ring of ${sizeBytes} bytes`,
      });
      must(new RegExp(`\\b${valid}\\b`).test(message), {
        expected: `an error that names ${valid} as the size next to ${sizeBytes}`,
        actual: message,
      });
    }
    return holds();
  },
};
