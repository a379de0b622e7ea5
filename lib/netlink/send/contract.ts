/** The netlink path, sending: what an implementation is given, and what it gives. @module */
import type { BufferPool } from "../../buffer_pool.ts";
import type { Implementation, SinkTraits } from "../../implementation.ts";
import type { Sink } from "../../sink.ts";
import { requireBlocking } from "../blocking.ts";

/** Sends per flush where nothing else is said. */
export const DEFAULT_BATCH = 64;
/** The most: a frame takes two of the 1024 pieces that one message can have (UIO_MAXIOV). */
export const BATCH_MAX = 512;

/** What a destination keeps of a payload: its boundaries, or a stream where frames carry them. */
export type DestinationKind = "datagram" | "stream";

/** What {@linkcode Implementation.open} takes. */
export interface SendInput {
  /**
   * A connected socket (UDP, Unix, TCP) in blocking mode. Borrowed; nobody else writes to it. A
   * sender with a ring keeps a descriptor of its own to it until disposal.
   */
  readonly fd: number;
  /** On a stream each payload goes as a frame: its length as a varint, then itself. */
  readonly kind: DestinationKind;
  /** What can be sent. Borrowed. */
  readonly pool: BufferPool;
  /** Sends queued before a flush is needed; twice as many may be in flight. @default {64} */
  readonly batch?: number;
  /** The first id of a ring's requests; 32 bits, for checks of the wrap. @default {1} */
  readonly firstRequestId?: number;
}

/**
 * A way to send payloads to one destination.
 *
 * `send` takes whole payloads; it returns 0 only after the close, and where the socket of an
 * unbatched sender has no room. They go in order, but for datagrams by `uring`, which overtake each
 * other in the kernel while the socket is full. The results of `reap` count payload bytes, frame
 * headers left out. Beside the kernel's errors a result is -ECANCELED for what a close cut short in
 * the kernel, and -ETIME for what it never gave to the kernel. A stream that failed in the middle
 * of a frame is torn: `send` throws from then on.
 */
export type SendImplementation = Implementation<SendInput, Sink, SinkTraits>;

/**
 * Checks what {@linkcode Implementation.open} was given; returns it with its defaults.
 *
 * @throws {RangeError} naming what is out of range.
 * @throws {Unavailable} when the socket is in non-blocking mode.
 */
export function checkSendInput(input: SendInput): Required<SendInput> {
  const { batch = DEFAULT_BATCH, firstRequestId = 1 } = input;
  if (!Number.isSafeInteger(batch) || batch < 1 || batch > BATCH_MAX) {
    throw new RangeError(`Cannot send in batches of ${batch}: 1 to ${BATCH_MAX} are possible`);
  }
  requireBlocking(input.fd);
  return { ...input, batch, firstRequestId };
}
