/** The sending half of a connection: frames of all streams in, bytes on one socket out. @module */
import type { NativeMemory } from "../../../ffi/memory.ts";
import type { HostTraits, Implementation } from "../../implementation.ts";
import { FRAME_PAYLOAD_BYTES_MAX, type FrameHeader } from "../frame.ts";

/** How much a bounded writer gathers before those who write wait. */
export const DEFAULT_MARK_BYTES = 1024 * 1024;
/** What a writer without a bound can gather before they wait even so: its address space. */
export const ARENA_BYTES = 256 * 1024 * 1024;

/** Where bytes go: the socket of a connection. */
export interface WriteEnd {
  /**
   * Writes bytes of native memory without blocking. Returns how many were taken, less than
   * `sizeBytes` too, or -errno: -EAGAIN when there is no room. Numbers, as this is a data path.
   */
  write(memory: NativeMemory, offset: number, sizeBytes: number): number;
}

/** What {@linkcode Implementation.open} takes. */
export interface WriterInput {
  /** Borrowed. Nobody else writes to it. */
  readonly end: WriteEnd;
  /**
   * Called when {@linkcode FrameWriter.flush} has something to do, once until it was called; and
   * when a write finds no room outside of a flush, so that the owner looks at `isBlocked`.
   */
  readonly onWork: () => void;
  /** Called once, with the error that ended it; not by `stop`, which it may call. */
  readonly onError: (error: unknown) => void;
  /** Bytes gathered from which on those who write wait; for a writer with such a bound. */
  readonly markBytes?: number;
  /** The longest payload of a frame. @default {65536} */
  readonly framePayloadBytesMax?: number;
}

/** Whose frame it is; what {@linkcode FrameWriter.withdraw} finds it by. Compared, never read. */
export type WriteOwner = object;

/**
 * Writes frames of many streams, each whole, those of one stream in their order.
 *
 * What can be done at once is done by the call; a promise comes only where one must wait. Who waits
 * is served in turn, and nobody overtakes him but control frames.
 *
 * Ownership: a payload is copied before `write` returns undefined, or before its promise settles;
 * it stays as it is until then. Disposal stops, and frees the memory.
 */
export interface FrameWriter extends Disposable {
  /**
   * Takes a frame: undefined when it was taken at once, a promise when its owner must wait. The
   * promise rejects, the frame not written, with the reason of a stop or of a withdrawal. Fields
   * and payload by numbers, as this is a data path.
   *
   * @throws what stopped it, when it was stopped.
   * @throws {RangeError} for a payload too long.
   */
  write(
    header: Readonly<FrameHeader>,
    payload: Uint8Array,
    payloadOffset: number,
    owner: WriteOwner,
  ): undefined | Promise<void>;
  /** Takes frames that were encoded before: they go out side by side or not at all. */
  writeEncoded(frames: Uint8Array, owner: WriteOwner): undefined | Promise<void>;
  /** Takes a frame that never waits: the end of a stream, a grant. Dropped after a stop. */
  writeControl(header: Readonly<FrameHeader>, payload: Uint8Array): void;
  /** Takes back the waiting frames of an owner; their promises reject. Returns how many. */
  withdraw(owner: WriteOwner, reason: unknown): number;
  /** Writes what the socket takes now. Returns whether it took anything. */
  flush(): boolean;
  /** Whether bytes wait for room in the socket: call `flush` when it is writable. */
  readonly isBlocked: boolean;
  /** Ends it: what is gathered is dropped, who waits is refused. The first reason stays. */
  stop(reason: unknown): void;
  readonly isStopped: boolean;
  /** What the first stop was given, or the error that ended it; undefined before. */
  readonly reason: unknown;
  /** Resolves once stopped, by whatever; it is then of no more use to anybody. */
  readonly done: Promise<void>;
  /** Resolves when all that was taken is with the kernel, or it was stopped. */
  drained(): Promise<void>;
  /** Bytes taken and not with the kernel; those of frames that wait left out. */
  readonly bufferedBytes: number;
  /** How many frames wait. */
  readonly parkedCount: number;
  readonly ledger: WriterLedger;
}

/** What a writer counted. */
export interface WriterLedger {
  /** Frames taken; frames encoded before count as one. */
  readonly frames: number;
  /** Their bytes with headers. */
  readonly bytes: number;
  /** Calls to the kernel, those that took nothing included. */
  readonly calls: number;
  /** Bytes that the kernel took. */
  readonly writtenBytes: number;
  /** Frames that had to wait. */
  readonly parked: number;
  /** Frames taken back while they waited, by a withdrawal or a stop. */
  readonly withdrawn: number;
  /** The most `bufferedBytes` so far. */
  readonly bufferedBytesMax: number;
}

/** What a writer declares. */
export interface WriterTraits extends HostTraits {
  /**
   * What makes those who write wait: `frame` a frame under way, `mark` the bytes gathered, `none`
   * nothing. With `mark` it holds at most twice the mark and a frame, control frames left out.
   */
  readonly bound: "frame" | "mark" | "none";
  /** Whether frames taken while the socket is busy go out together. */
  readonly coalesces: boolean;
  /** Whether streams are to have windows on top of it: see `../window.ts`. */
  readonly credit: boolean;
}

/** A way to write. */
export type WriterImplementation = Implementation<WriterInput, FrameWriter, WriterTraits>;

/** {@linkcode WriterInput} with its defaults. */
export type CheckedWriterInput = Required<WriterInput>;

/** Checks what `open` was given. @throws {RangeError} naming what is out of range. */
export function checkWriterInput(input: WriterInput): CheckedWriterInput {
  const { markBytes = DEFAULT_MARK_BYTES, framePayloadBytesMax = FRAME_PAYLOAD_BYTES_MAX } = input;
  requireWithin("a mark", markBytes, ARENA_BYTES);
  requireWithin("a longest payload", framePayloadBytesMax, ARENA_BYTES / 4);
  return { ...input, markBytes, framePayloadBytesMax };
}

function requireWithin(what: string, value: number, to: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= to) return;
  throw new RangeError(`Cannot open a writer with ${what} of ${value}: 1 to ${to} is possible`);
}
