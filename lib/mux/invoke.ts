/** Invocations: the name of a stream and its metadata, as frames that are never split. @module */
import { type FrameHeader, headerBytes, INVOKE, METADATA, writeHeader } from "./frame.ts";

/** What {@linkcode encodeInvoke} takes. */
export interface Invocation {
  readonly id: number;
  readonly name: string;
  readonly metadata: Uint8Array;
  /** The longest payload of a frame. */
  readonly maximum: number;
}

/**
 * The frames of an invocation, side by side.
 *
 * @throws {RangeError} when the name or the metadata is longer than a frame.
 */
export function encodeInvoke(invocation: Invocation): Uint8Array<ArrayBuffer> {
  const { id, name, metadata, maximum } = invocation;
  const encodedName = new TextEncoder().encode(name);
  for (const [what, { length }] of [["name", encodedName], ["metadata", metadata]] as const) {
    if (length > maximum) {
      throw new RangeError(`Cannot invoke with ${length} bytes of ${what}: ${maximum} will do`);
    }
  }
  const parts = metadata.length > 0
    ? [{ kind: METADATA, payload: metadata }, { kind: INVOKE, payload: encodedName }]
    : [{ kind: INVOKE, payload: encodedName }];
  const headers = parts.map(({ kind, payload }): FrameHeader => ({
    kind,
    done: true,
    control: false,
    stream: id,
    message: 0,
    payloadBytes: payload.length,
  }));
  const sizes = headers.map((header) => headerBytes(header) + header.payloadBytes);
  const frames = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  parts.forEach(({ payload }, index) => {
    const start = writeHeader(frames, at, headers[index]!);
    frames.set(payload, start);
    at = start + payload.length;
  });
  return frames;
}
