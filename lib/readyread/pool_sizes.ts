/** How pools round sizes up: to pages, or to the next of a few tiers. @module */
import { BLOCK_PAGES_MAX, GRANULE_BYTES, PAGE_GRANULES } from "./pool_blocks.ts";

/** `simple` rounds up to pages; `tiered` to 256 B, then to tiers, then to pages. */
export type PoolName = "simple" | "tiered";

const PAGE_BYTES = GRANULE_BYTES * PAGE_GRANULES;

/** The longest buffer: 4 MiB. */
export const BUFFER_BYTES_MAX = BLOCK_PAGES_MAX * PAGE_BYTES;

/** The sizes of {@linkcode PoolName} `tiered`, in bytes; above the last it rounds up to pages. */
export const TIERS_BYTES: readonly number[] = [
  GRANULE_BYTES,
  4 * 1024,
  16 * 1024,
  32 * 1024,
  128 * 1024,
  512 * 1024,
];

/**
 * The bytes of the buffer that serves `sizeBytes`.
 *
 * @throws {RangeError} for what is not 1 to 4 MiB.
 */
export function roundUp(sizeBytes: number, pool: PoolName): number {
  if (!(Number.isInteger(sizeBytes) && sizeBytes >= 1 && sizeBytes <= BUFFER_BYTES_MAX)) {
    throw new RangeError(
      `Cannot acquire ${sizeBytes} bytes: 1 to ${BUFFER_BYTES_MAX} are possible`,
    );
  }
  if (pool === "tiered") {
    for (let tier = 0; tier < TIERS_BYTES.length; tier++) {
      if (sizeBytes <= TIERS_BYTES[tier]!) return TIERS_BYTES[tier]!;
    }
  }
  return Math.ceil(sizeBytes / PAGE_BYTES) * PAGE_BYTES;
}
