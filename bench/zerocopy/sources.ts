/** The backlogs that are sent: one that stays in the cache, and one that never does. @module */
import { Backlog } from "../../lib/zerocopy/backlog.ts";
import { fillStream } from "../../lib/zerocopy/fixture/pattern.ts";
import { PERIOD_BYTES } from "./wires.ts";

const HOT_BYTES = 2 * PERIOD_BYTES;
const COLD_MIN_BYTES = 64 * PERIOD_BYTES;
const COLD_MAX_BYTES = 256 * PERIOD_BYTES;
const BLOCK_MIN_BYTES = 64 * 1024;
const CACHES = "/sys/devices/system/cpu/cpu0/cache";

/** Bytes of a source: `hot`, or `cold`: twice the last-level cache, where the host tells it. */
export function sourceBytes(source: string): number {
  if (source === "hot") return HOT_BYTES;
  const wanted = 2 ** Math.ceil(Math.log2(2 * lastCacheBytes()));
  return Math.min(Math.max(wanted, COLD_MIN_BYTES), COLD_MAX_BYTES);
}

/** A backlog whose content was written once; its blocks hold whole payloads. */
export function openBacklog(source: string, payloadBytes: number): Backlog {
  const blockBytes = Math.max(payloadBytes, BLOCK_MIN_BYTES);
  using stack = new DisposableStack();
  const backlog = stack.use(
    new Backlog({ blockBytes, blockCount: Math.floor(sourceBytes(source) / blockBytes) }),
  );
  fillBacklog(backlog);
  stack.move();
  return backlog;
}

/** Writes the stream once into all blocks, which it then goes round in. */
export function fillBacklog(backlog: Backlog): void {
  for (let block = 0; block < backlog.pool.bufferCount; block++) {
    const position = block * backlog.blockBytes;
    const bytes = backlog.bytes(block);
    if (position < PERIOD_BYTES) fillStream(bytes, { position, periodBytes: PERIOD_BYTES });
    else bytes.set(periodic(backlog, position));
  }
}

/** The content of the block at `position`: that of the one a period earlier. */
function periodic(backlog: Backlog, position: number): Uint8Array {
  return backlog.bytes((position % PERIOD_BYTES) / backlog.blockBytes);
}

/** Bytes of the largest cache of the first CPU; 0 where the host does not tell. */
function lastCacheBytes(): number {
  let largest = 0;
  for (let index = 0; index < 8; index++) {
    const found = /^(\d+)K/.exec(readOrEmpty(`${CACHES}/index${index}/size`));
    largest = Math.max(largest, Number(found?.[1] ?? 0) * 1024);
  }
  return largest;
}

function readOrEmpty(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}
