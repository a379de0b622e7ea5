/** A scripted socket for writers: takes so much, then has no room, or fails. @module */
import { ERRNO } from "../../../ffi/errno.ts";
import type { NativeMemory } from "../../../ffi/memory.ts";
import { FrameDecoder, type FrameHeader, MESSAGE } from "../frame.ts";
import type { FrameWriter, WriteEnd, WriterImplementation, WriterInput } from "./contract.ts";

/** Keeps what it takes. */
export class ScriptedEnd implements WriteEnd {
  /** Bytes that it takes before there is no room. */
  roomBytes = Infinity;
  /** The most of one call. */
  bytesPerCall = Infinity;
  /** What calls fail with, an errno; 0 for none. */
  errno = 0;
  readonly taken: number[] = [];

  write(memory: NativeMemory, offset: number, sizeBytes: number): number {
    if (this.errno !== 0) return -this.errno;
    const count = Math.min(sizeBytes, this.roomBytes, this.bytesPerCall);
    if (count === 0) return -ERRNO.EAGAIN;
    this.roomBytes -= count;
    this.taken.push(...memory.bytes.subarray(offset, offset + count));
    return count;
  }

  /** The whole frames so far, as `stream:first byte of payload x length`. */
  frames(): string[] {
    const decoder = new FrameDecoder();
    decoder.feed(Uint8Array.from(this.taken), 0, this.taken.length);
    const found: string[] = [];
    while (decoder.next()) {
      const { stream, bytes, payloadOffset, payloadBytes } = decoder;
      found.push(`${stream}:${bytes[payloadOffset] ?? "-"}x${payloadBytes}`);
    }
    return found;
  }
}

/** A writer on a scripted socket. */
export interface WriterRig extends Disposable {
  readonly writer: FrameWriter;
  readonly end: ScriptedEnd;
  /** What `onError` was called with. */
  readonly errors: unknown[];
  /** How often it asked for a flush. */
  readonly asked: { count: number };
}

/** Opens one; `more` goes on top of the input. */
export function openWriterRig(
  implementation: WriterImplementation,
  more: Partial<WriterInput> = {},
): WriterRig {
  const end = new ScriptedEnd();
  const errors: unknown[] = [];
  const asked = { count: 0 };
  const writer = implementation.open({
    end,
    onWork: () => asked.count++,
    onError: (error) => errors.push(error),
    ...more,
  });
  return { writer, end, errors, asked, [Symbol.dispose]: () => writer[Symbol.dispose]() };
}

/** Writes a message of `sizeBytes` times `value` on a stream; its owner is the stream's. */
export function writeMessage(
  writer: FrameWriter,
  owner: { readonly stream: number },
  { value, sizeBytes = 10 }: { readonly value: number; readonly sizeBytes?: number },
): undefined | Promise<void> {
  const header = messageHeader(owner.stream, sizeBytes);
  return writer.write(header, new Uint8Array(sizeBytes).fill(value), 0, owner);
}

/** The header of a message in one frame. */
export function messageHeader(stream: number, payloadBytes: number): FrameHeader {
  return { kind: MESSAGE, done: true, control: false, stream, message: 1, payloadBytes };
}

/** Flushes until nothing is left. @throws {Error} when that does not come about. */
export function flushAll(writer: FrameWriter): void {
  for (let count = 0; count < 10_000; count++) {
    if (writer.parkedCount === 0 && writer.bufferedBytes === 0) return;
    writer.flush();
  }
  throw new Error(`Cannot flush: ${writer.parkedCount} frames wait for ever`);
}
