/** Assemblers: frames of one stream in, whole messages in pool buffers out. @module */
import type { HostTraits, Implementation } from "../../implementation.ts";
import type { CopyCounter } from "../copy_counter.ts";
import type { Frame } from "../frame.ts";
import type { MessagePool } from "../message_pool.ts";

/** The message goes on with another frame. */
export const MORE = 0;
/** The message is whole: `buffer`, `length`, `kind` and `message` say which. */
export const WHOLE = 1;

/** One of the constants above. */
export type AssemblyOutcome = typeof MORE | typeof WHOLE;

/** The longest message where nothing else is said. */
export const MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

/** What {@linkcode Implementation.open} takes. */
export interface AssemblerInput {
  /** Where the buffers of whole messages come from; borrowed. */
  readonly pool: MessagePool;
  /** A longer message is refused with its first frame too many. @default {4194304} */
  readonly messageBytesMax?: number;
  /** Counts what is copied. @default {none} */
  readonly copies?: CopyCounter;
}

/**
 * Puts the frames of one stream together. A frame with a higher message number than the one under
 * way starts a new message; what there was of the old one is discarded, as its sender gave it up.
 *
 * Ownership: the buffer of a WHOLE message is the caller's, who offers it to a queue or releases
 * it; partial ones are the assembler's, and go back on every path.
 */
export interface Assembler extends Disposable {
  /**
   * Takes a frame of the stream. Its payload is copied before this returns.
   *
   * @throws {ProtocolError} for a message number that goes back, or a kind that changes midway.
   * @throws {MessageTooLong} when the message exceeds the maximum.
   * @throws {CapReached} when the pool is used up. After each, what there was is given back, and
   * the connection is done for: it no longer knows what its peer meant.
   */
  add(frame: Frame): AssemblyOutcome;
  /** Gives up the message under way, if there is one. Returns how many bytes there were of it. */
  discard(): number;
  /** The pool buffer of the whole message. */
  readonly buffer: number;
  readonly length: number;
  /** The kind of its frames. */
  readonly kind: number;
  /** Its number. */
  readonly message: number;
  /** Bytes there are of the message under way. */
  readonly partialBytes: number;
  /** Bytes of messages given up so far: what a credit scheme must grant again. */
  readonly discardedBytes: number;
}

/** What an assembler declares. */
export interface AssemblerTraits extends HostTraits {
  /** How often it copies each byte, growth of a message in several frames left out. */
  readonly copiesPerMessage: number;
}

/** A way to assemble. */
export type AssemblerImplementation = Implementation<AssemblerInput, Assembler, AssemblerTraits>;
