/** What idle connections hold: buffers and rings of ours, anonymous memory, the kernel's. @module */
import { pageBytes } from "../../ffi/memory.ts";
import { anonymousBytes, mappingsOf } from "../../ffi/proc.ts";
import { URING_BUF } from "../../ffi/uring_buffers.ts";
import { DEFAULT_BUFFERS, type ReadSource } from "../../lib/readyread/contract.ts";

/** Below that many connections, what the process does besides is more than what they hold. */
const TELLING_CONNECTIONS = 2000;

/** What was seen before a source was opened, and while its connections came in. */
export interface Before {
  readonly anonymousBytes: number;
  /** What the kernel took for them. */
  readonly kernelBytes: number;
  readonly connections: number;
  readonly hasRing: boolean;
}

/** Anonymous memory, once garbage is collected. */
export function collectedBytes(): number {
  collect();
  return anonymousBytes();
}

/** What the source holds now that all are idle, and what came to what was there before. */
export function compareMemory(source: ReadSource, before: Before): Record<string, number> {
  const { connections, kernelBytes, hasRing } = before;
  const ringBytes = hasRing ? ringBytesOf() : 0;
  const grownBytes = collectedBytes() - before.anonymousBytes;
  return {
    pinnedBytes: source.pool.bytesOut + ringBytes,
    keptBytes: source.pool.bytesKept,
    anonymousBytes: grownBytes,
    kernelBytes,
    ...(connections < TELLING_CONNECTIONS ? {} : {
      anonymousEachBytes: grownBytes / connections,
      kernelEachBytes: kernelBytes / connections,
    }),
  };
}

/** Queues shared with the kernel, and the ring of provided buffers, of 2^n entries. */
function ringBytesOf(): number {
  const queues = mappingsOf(/anon_inode:\[io_uring\]/);
  const queueBytes = queues.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const entries = 2 ** Math.ceil(Math.log2(DEFAULT_BUFFERS)) * URING_BUF.sizeBytes;
  return queueBytes + Math.ceil(entries / pageBytes()) * pageBytes();
}

/** Twice: what a finalizer of the first round frees goes in the second. */
function collect(): void {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error("Cannot collect garbage: run with --v8-flags=--expose-gc");
  gc();
  gc();
}
